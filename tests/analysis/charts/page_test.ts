/** Charts as parts of a page: legible in both modes, interactive, and with pictures stored once. */
import assert from "node:assert/strict";
import { analysisCharts, chartVariables, compileForPage, renderSvg } from "../../../src/analysis/mod.ts";
import { sharePictures } from "../../../src/analysis/charts/page.ts";
import { COLORS } from "../../../src/analysis/charts/theme.ts";
import { made } from "../made_up_analysis.ts";

/** Relative luminance (WCAG 2.2). */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
    .map((level) => level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

const TEXTS = ["#1a1a1a", "#3d3d3d", "#5c5c5c"];

Deno.test("the charts' texts have a contrast of 4.5:1, the arms' colours of 3:1, on light and dark pages", () => {
  for (const [mode, page] of [["light", "#ffffff"], ["dark", "#161718"]] as const) {
    const colors = new Map(
      [...chartVariables(mode).matchAll(/--chart-(\w+): (#\w+)/g)].map((
        [, name, color],
      ) => [`#${name}`, color!]),
    );
    for (const text of TEXTS) assert.ok(contrast(colors.get(text)!, page) >= 4.5, `${mode} ${text}`);
    for (const arm of COLORS) assert.ok(contrast(colors.get(arm)!, page) >= 3, `${mode} ${arm}`);
  }
});

Deno.test("charts follow the page: no colour of their own for text and arms, and no background", async () => {
  for (const chart of analysisCharts(made())) {
    const own = new RegExp(`["'](?:${[...TEXTS, ...COLORS].join("|")})["']`);
    assert.doesNotMatch(compileForPage(chart), own, chart.name);
    const svg = await renderSvg(chart, { onPage: true });
    assert.doesNotMatch(svg, own, chart.name);
    assert.doesNotMatch(svg, /^<svg [^>]*>.*?<rect [^>]*fill="white"/, chart.name);
  }
});

Deno.test("every chart of an analysis has tooltips; those with lines per arm have a legend to choose from", () => {
  for (const { name, spec } of analysisCharts(made())) {
    const text = JSON.stringify(spec);
    assert.ok(text.includes('"tooltip":['), name);
    if (text.includes('"strokeDash":{"field":"arm"')) assert.ok(text.includes('"bind":"legend"'), name);
  }
});

Deno.test("pictures leave out what only an interactive chart has", async () => {
  const chart = analysisCharts(made()).find(({ name }) => name === "accuracy-by-epoch")!;
  assert.match(compileForPage(chart), /interactive_seeds/);
  assert.doesNotMatch(await renderSvg(chart), /interactive_/);
});

Deno.test("sharePictures() stores a picture once and keeps every place", () => {
  const at = (x: number) => `<image href="data:a" width="2" height="2" transform="translate(${x},0)"/>`;
  const shared = sharePictures(`<svg>${at(0)}${at(3)}<image href="data:b" width="2" height="2"/></svg>`, "p");
  assert.equal(
    shared,
    '<svg><defs><image id="p-picture-1" href="data:a" width="2" height="2"></image></defs>' +
      '<use href="#p-picture-1" transform="translate(0,0)"></use><use href="#p-picture-1" transform="translate(3,0)"></use>' +
      '<defs><image id="p-picture-2" href="data:b" width="2" height="2"></image></defs><use href="#p-picture-2"></use></svg>',
  );
});
