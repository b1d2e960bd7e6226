/** The report's style sheet. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1b; --soft: #565656; --line: #dcdcdc; --page: #ffffff; --card: #f6f6f4;
  --accent: #005a8f; --open: #8a5a00; --yes: #00684a; --no: #a83a00; --shade: #0000004d; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --soft: #b3b3b3; --line: #3d3d3d; --page: #161718;
  --card: #212325; --accent: #7cc4f2; --open: #e8b45a; --yes: #5fd0a8; --no: #f29a6b; --shade: #ffffff59; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 66rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
h1 { font-size: clamp(1.5rem, 1.1rem + 1.8vw, 2.1rem); line-height: 1.2; margin: 0 0 .35rem; letter-spacing: -.01em; text-wrap: balance; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.75rem 0 .75rem; }
h3 { font-size: 1rem; margin: 0 0 .25rem; font-weight: 600; color: var(--soft); }
p { margin: .5rem 0; max-width: 44rem; }
.lead { color: var(--soft); margin-bottom: 1.5rem; }
.answer { background: var(--card); border-left: 5px solid var(--open); border-radius: 4px; padding: 1rem 1.25rem; margin: 1rem 0; }
.answer.yes { border-color: var(--yes); } .answer.no { border-color: var(--no); }
.answer .headline { font-size: 1.2rem; line-height: 1.4; font-weight: 650; margin: .1rem 0 .5rem; }
.answer p { max-width: 54rem; } .answer.minor { padding: .6rem 1.25rem; } .answer.minor p { font-size: .93rem; margin: .2rem 0; }
.answer.minor .headline { font-size: 1rem; }
.notice { border: 1px solid var(--line); border-left: 5px solid var(--no); border-radius: 4px; padding: .5rem 1rem; margin: .75rem 0; }
.caption { color: var(--soft); font-size: .85rem; margin: .75rem 0 .4rem; } .caption + .scroll { margin-top: 0; }
/* Shadows at the edges show that the table continues; at its ends, covers that scroll along hide them. */
.scroll { overflow-x: auto; margin: .75rem 0; background:
  linear-gradient(to right, var(--page) 40%, transparent) left / 2.5rem 100% no-repeat local,
  linear-gradient(to left, var(--page) 40%, transparent) right / 2.5rem 100% no-repeat local,
  linear-gradient(to right, var(--shade), transparent) left / 1rem 100% no-repeat scroll,
  linear-gradient(to left, var(--shade), transparent) right / 1rem 100% no-repeat scroll; }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; min-width: 100%; }
th, td { padding: .4rem .55rem; text-align: left; vertical-align: baseline; white-space: nowrap; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { padding-left: .1rem; }
thead th { border-top: 2px solid var(--ink); border-bottom: 1px solid var(--ink); font-weight: 600; }
tbody tr:last-child > * { border-bottom: 2px solid var(--ink); }
tbody th { font-weight: 500; } .number { text-align: right; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: 1.25rem; }
figure { margin: 0; background: #fff; border: 1px solid var(--line); border-radius: 6px; padding: .5rem; break-inside: avoid; }
figure svg { display: block; width: 100%; height: auto; margin: 0 auto; max-width: 34rem; } figure.wide svg { max-width: 40rem; }
figcaption { color: #4a4a4a; font-size: .85rem; line-height: 1.45; padding: .35rem .5rem .25rem; }
figure.wide { margin-top: 1.25rem; } .charts figure.wide { grid-column: 1 / -1; margin-top: 0; }
.charts figure.wide svg { max-width: 46rem; } .pictures td { padding: .2rem; border: 0; } .pictures svg { display: block; width: 12rem; height: auto; }
.pairs { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 0 2.5rem; margin: .5rem 0; font-size: .9rem; }
.pairs div { display: flex; gap: 1rem; justify-content: space-between; border-bottom: 1px solid var(--line); padding: .35rem 0; break-inside: avoid; }
dt { color: var(--soft); flex: none; max-width: 50%; overflow-wrap: anywhere; } dd { margin: 0; text-align: right; overflow-wrap: anywhere; min-width: 0; }
pre { background: var(--card); border-radius: 4px; padding: .75rem 1rem; overflow-x: auto; font-size: .88rem; }
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.small { font-size: .9rem; color: var(--soft); } footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; }
@media print {
  @page { size: A4; margin: 16mm 14mm; }
  :root { color-scheme: light; --ink: #000; --soft: #444; --line: #ccc; --page: #fff; --card: #f4f4f4; --accent: #000; --open: #8a5a00; --yes: #00684a; --no: #a83a00; }
  html { font-size: 10pt; } main { max-width: none; padding: 0; } p { max-width: none; }
  h2 { margin-top: 1.6rem; break-after: avoid; } h2 + p, .caption { break-after: avoid; } .answer, .notice, tr, pre { break-inside: avoid; }
  .answer { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .scroll { overflow: visible; background: none; } table { font-size: 7.6pt; } th, td { padding: .25rem .4rem; white-space: normal; }
  .charts { grid-template-columns: 1fr 1fr; gap: .75rem; } figure.wide svg { max-width: 26rem; } pre { white-space: pre-wrap; }
}
`;
