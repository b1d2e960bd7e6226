import assert from "node:assert/strict";
import { Ajv } from "ajv";
import sharp from "sharp";
import {
  type Analysis,
  analysisCharts,
  type Chart,
  charts,
  encodePng,
  type MaskSamples,
  maskSamples,
  renderSvg,
} from "../../../src/analysis/mod.ts";
import { UsageError } from "../../../src/errors.ts";
import { made } from "../made_up_analysis.ts";

const samples: MaskSamples = {
  images: Uint8Array.from({ length: 2 * 4 * 4 * 3 }, (_, i) => (37 * i) % 256),
  shape: [2, 4, 4],
  names: ["cat", "<b>ship</b>"],
  probabilities: Float32Array.of(0.125, 0.125, 0.25, 0.5, 0.25, 0.25, 0.25, 0.25),
  patches: 2,
  masks: [{ ratio: 0.25, kept: Uint8Array.of(1, 1, 1, 0, 0, 1, 1, 1) }, {
    ratio: 0,
    kept: new Uint8Array(8).fill(1),
  }],
};
const drawn: Chart[] = [...analysisCharts(made()), maskSamples(samples)];
const chart = (name: string): Chart => drawn.find((one) => one.name === name)!;

async function schema(): Promise<Record<string, unknown>> {
  const path = new URL("vega-lite-schema.json", import.meta.resolve("vega-lite"));
  return JSON.parse(await Deno.readTextFile(path));
}

Deno.test("the registry's charts have names of their own, each that of the chart it draws", () => {
  assert.equal(new Set(charts.map(({ name }) => name)).size, charts.length);
  const entries = charts.filter(({ applies }) => applies?.(made()) ?? true);
  assert.deepEqual(analysisCharts(made()).map(({ name }) => name), entries.map(({ name }) => name));
});

Deno.test("analysisCharts() leaves out what an analysis has no numbers for", () => {
  const isDrawn = (analysis: Analysis, name: string) =>
    analysisCharts(analysis).some((one) => one.name === name);
  assert.ok(isDrawn(made(), "gains") && !isDrawn(made({ comparisons: [] }), "gains"));
  assert.ok(!isDrawn(made(), "precision-recall"), "of a classifier");
});

Deno.test("every chart is valid by Vega-Lite's own schema, and a broken one is not", async () => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(await schema());
  for (const { name, spec } of drawn) {
    assert.ok(validate(spec), `${name}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
  }
  assert.ok(!validate({ ...chart("masked-share").spec, mark: "scribble" }));
});

Deno.test("the charts' specifications are as they were", async (t) => {
  for (const { name, spec } of drawn) await t.assertSnapshot(spec, { name });
});

Deno.test("every chart renders to an SVG with a title and no external resources", async () => {
  for (const chart of drawn) {
    const svg = await renderSvg(chart);
    assert.match(svg, /^<svg [^>]*role="img" aria-labelledby="[\w-]+-title [\w-]+-description"><title id="/);
    assert.ok(svg.includes(`<title id="${chart.name}-title">${chart.title}</title>`));
    assert.ok(!/NaN|undefined|Infinity/.test(svg), `${chart.name} has a broken number`);
    assert.ok(!/(href|src)="(?!data:|#)|url\((?!#)/.test(svg), `${chart.name} refers to something outside`);
    for (const [, id] of svg.matchAll(/ id="([^"]+)"/g)) assert.ok(id!.startsWith(chart.name));
  }
});

Deno.test("the charts name the arms and distinguish them by more than colour", async () => {
  const svg = await renderSvg(chart("accuracy-by-epoch"));
  for (const label of ["conventional", "cbm", "random", "guessing"]) {
    assert.ok(svg.includes(`>${label}</text>`), label);
  }
  assert.match(svg, /stroke-dasharray/);
  const shapes = JSON.stringify(chart("final-accuracy").spec);
  assert.match(shapes, /"shape":\{"field":"arm"/);
});

Deno.test("text from outside never becomes markup in the SVG", async () => {
  const svg = await renderSvg(maskSamples(samples));
  assert.ok(!svg.includes("<b>ship"));
  assert.ok(svg.includes("&#60;b&#62;ship&#60;/b&#62;"));
});

Deno.test("maskSamples() draws every picture and every hidden patch", async () => {
  const svg = await renderSvg(maskSamples(samples));
  assert.equal(svg.match(/<use /g)?.length, 2 * 3); // the image itself and two masks
  assert.equal(svg.match(/<image /g)?.length, 2, "each stored once");
  assert.equal(svg.match(/fill="#808080"/g)?.length, 2);
  assert.throws(() => maskSamples({ ...samples, names: ["cat"] }), UsageError);
  assert.throws(() => maskSamples({ ...samples, patches: 3 }), /on a 3×3 grid need 18/);
});

Deno.test("encodePng() writes a picture that other programs read, enlarged without blur", async () => {
  const pixels = Uint8Array.from({ length: 3 * 2 * 3 }, (_, i) => 14 * i);
  const same = await sharp(encodePng(pixels, 3, 2)).raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([same.info.width, same.info.height, same.info.channels], [3, 2, 3]);
  assert.deepEqual(new Uint8Array(same.data), pixels);
  const twice = await sharp(encodePng(pixels, 3, 2, 2)).raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([twice.info.width, twice.info.height], [6, 4]);
  assert.deepEqual([...twice.data.subarray(0, 9)], [0, 14, 28, 0, 14, 28, 42, 56, 70]);
  assert.throws(() => encodePng(pixels, 3, 3), /Cannot draw 18 bytes as 3×3 RGB pixels/);
});
