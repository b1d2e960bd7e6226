/** The report's style sheet. */
import { chartVariables } from "../analysis/charts/mod.ts";

const LIGHT =
  `--ink: #1b1b1b; --soft: #565656; --line: #dcdcdc; --page: #ffffff; --card: #f6f6f4; --link: #005a8f;
  --open: #8a5a00; --yes: #00684a; --no: #a83a00; --shade: #0000004d; ${chartVariables("light")}`;
const DARK =
  `--ink: #ececec; --soft: #b3b3b3; --line: #3d3d3d; --page: #161718; --card: #212325; --link: #7cc4f2;
  --open: #e8b45a; --yes: #5fd0a8; --no: #f29a6b; --shade: #ffffff59; ${chartVariables("dark")}`;

/** The style sheet, for screens in light and dark mode, phones and paper. */
export const STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 70rem; margin: 0 auto; padding: 1.25rem 1.25rem 3rem; }
a { color: var(--link); }
h1 { font-size: clamp(1.45rem, 1.1rem + 1.6vw, 2rem); line-height: 1.2; margin: 0 0 .2rem; letter-spacing: -.01em; text-wrap: balance; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.25rem 0 .6rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .35rem; font-weight: 600; }
p { margin: .5rem 0; max-width: 46rem; }
.lead { color: var(--soft); margin: 0 0 .5rem; } .intro { max-width: 60rem; margin: .4rem 0 .75rem; }
.answer { background: var(--card); border-left: 5px solid var(--open); border-radius: 4px; padding: .6rem 1rem; margin: .75rem 0; }
.answer.yes { border-color: var(--yes); } .answer.no { border-color: var(--no); }
.answer h2 { font-size: 1rem; font-weight: 600; color: var(--soft); margin: 0; }
.answer .headline { font-size: 1.15rem; line-height: 1.35; font-weight: 650; margin: 0; max-width: none; }
.first { display: grid; grid-template-columns: minmax(0, 27rem) minmax(0, 1fr); gap: 1rem 1.5rem; align-items: start; }
nav ul { list-style: none; margin: 1.25rem 0 0; padding: .6rem 0; display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; font-size: .92rem;
  border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); }
.notices { border-left: 3px solid var(--line); margin: .75rem 0; padding: .1rem 1rem .1rem 2rem; max-width: 60rem; font-size: .93rem; }
details { border-top: 1px solid var(--line); margin: 1.25rem 0 0; } details + details { margin-top: .4rem; }
summary { cursor: pointer; padding: .5rem 0 .1rem; } summary h2 { display: inline; font-size: 1.1rem; margin: 0; }
summary:focus-visible, a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.caption { color: var(--soft); font-size: .85rem; margin: .5rem 0 .3rem; max-width: none; } .caption + .scroll { margin-top: 0; }
/* Shadows at the edges show that the table continues; at its ends, covers that scroll along hide them. */
.scroll { overflow-x: auto; margin: .75rem 0; background:
  linear-gradient(to right, var(--page) 40%, transparent) left / 2.5rem 100% no-repeat local,
  linear-gradient(to left, var(--page) 40%, transparent) right / 2.5rem 100% no-repeat local,
  linear-gradient(to right, var(--shade), transparent) left / 1rem 100% no-repeat scroll,
  linear-gradient(to left, var(--shade), transparent) right / 1rem 100% no-repeat scroll; }
.scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .87rem; font-variant-numeric: tabular-nums; min-width: 100%; }
th, td { padding: .35rem .5rem; text-align: left; vertical-align: baseline; white-space: nowrap; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { padding-left: .1rem; }
thead th { border-top: 2px solid var(--ink); border-bottom: 1px solid var(--ink); font-weight: 600; }
tbody tr:last-child > * { border-bottom: 2px solid var(--ink); }
.wrapped td { white-space: normal; overflow-wrap: anywhere; min-width: 7rem; } tbody th { font-weight: 500; } .number { text-align: right; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: 1rem; }
figure { margin: 0; border: 1px solid var(--line); border-radius: 6px; padding: .4rem; break-inside: avoid; min-width: 0; }
figure svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
figure.wide { grid-column: 1 / -1; }
figure.is-live .still { display: none; } .hint { display: none; } .is-live .hint { display: block; }
.vega-bindings { font-size: .85rem; color: var(--soft); padding: .1rem .5rem; } .vega-bindings label { cursor: pointer; }
.vega-bindings label > span { padding-right: .3rem; }
.tip { position: fixed; z-index: 9; pointer-events: none; background: var(--page); color: var(--ink); border: 1px solid var(--soft);
  border-radius: 4px; padding: .3rem .55rem; font-size: .82rem; line-height: 1.4; max-width: 20rem; box-shadow: 0 2px 8px #0003; }
.tip span { color: var(--soft); padding-right: .5rem; }
.pictures td { padding: .2rem; border: 0; } .pictures svg { display: block; width: 12rem; height: auto; }
.images { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .6rem; }
.images li { width: 6.2rem; font-size: .78rem; line-height: 1.25; overflow-wrap: anywhere; }
.images img { display: block; image-rendering: pixelated; }
.pairs { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 0 2.5rem; margin: .5rem 0; font-size: .9rem; }
.pairs div { display: flex; gap: 1rem; justify-content: space-between; border-bottom: 1px solid var(--line); padding: .35rem 0; break-inside: avoid; }
dt { color: var(--soft); flex: none; max-width: 50%; overflow-wrap: anywhere; } dd { margin: 0; text-align: right; overflow-wrap: anywhere; min-width: 0; }
pre { background: var(--card); border-radius: 4px; padding: .75rem 1rem; overflow-x: auto; font-size: .86rem; }
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.small { font-size: .88rem; color: var(--soft); } footer { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: .75rem; }
.folded-note { display: none; }
@media (max-width: 60rem) { .first { grid-template-columns: minmax(0, 1fr); } }
@media (max-width: 40rem) {
  main { padding: .9rem .9rem 2rem; } body { font-size: .95rem; line-height: 1.42; } .answer .headline { font-size: 1.05rem; }
  table { font-size: .8rem; } th, td { padding: .3rem .35rem; } figure { padding: .15rem; }
  .first table { font-size: .74rem; } .first th, .first td { padding: .3rem .2rem; white-space: normal; } .first tbody th { overflow-wrap: anywhere; }
}
@media print {
  @page { size: A4; margin: 14mm 13mm; }
  :root { color-scheme: light; ${LIGHT} --ink: #000; --soft: #444; }
  html { font-size: 9.5pt; } main { max-width: none; padding: 0; } p, .intro { max-width: none; }
  nav, details:not([open]), .tip, .hint, figure .live, #downloads { display: none !important; }
  figure.is-live .still { display: block; } .folded-note { display: block; }
  h2 { margin-top: 1.1rem; break-after: avoid; } h2 + p, .caption { break-after: avoid; } .answer, .notices, tr, pre { break-inside: avoid; }
  .answer { -webkit-print-color-adjust: exact; print-color-adjust: exact; } a { color: inherit; }
  .scroll { overflow: visible; background: none; } table { font-size: 7.6pt; } th, td { padding: .2rem .35rem; white-space: normal; }
  .first { grid-template-columns: 7.5cm 1fr; gap: .5rem; } .first td { white-space: nowrap; } .charts { grid-template-columns: 1fr 1fr; gap: .6rem; }
  figure.wide svg { max-width: 15cm; } pre { white-space: pre-wrap; }
}
`;
