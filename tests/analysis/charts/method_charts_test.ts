import assert from "node:assert/strict";
import { Ajv } from "ajv";
import {
  hiddenShare,
  renderSvg,
  type SalienceMaps,
  salienceMaps,
  scheduleSteps,
} from "../../../src/analysis/mod.ts";
import { UsageError } from "../../../src/errors.ts";

const maps: SalienceMaps = {
  images: Uint8Array.from({ length: 2 * 4 * 4 * 3 }, (_, i) => (37 * i) % 256),
  shape: [2, 4, 4],
  names: ["cat", "<b>ship</b>"],
  pixelMaps: [{
    title: "Edges",
    values: [Float32Array.from({ length: 16 }, (_, i) => i), new Float32Array(16)],
  }],
  patches: 2,
  patchMaps: [
    { title: "sobel", probabilities: Float32Array.of(0.12, 0.13, 0.25, 0.5, 0.25, 0.25, 0.25, 0.25) },
    { title: "uniform", probabilities: new Float32Array(8).fill(0.25) },
  ],
};
const many = { probabilities: [0.6, 0.3, 0.1, 0], count: 2, kept: Uint8Array.of(0, 0, 1, 1, 0, 1, 0, 1) };
const schedules = [{ name: "rising", ratios: [0, 0.2, 0.4] }, { name: "flat", ratios: [0.3, 0.3, 0.3] }];

Deno.test("the charts of the method are valid by Vega-Lite's own schema and contain no broken numbers", async () => {
  const path = new URL("vega-lite-schema.json", import.meta.resolve("vega-lite"));
  const validate = new Ajv({ strict: false, validateFormats: false })
    .compile(JSON.parse(await Deno.readTextFile(path)));
  for (const chart of [salienceMaps(maps), hiddenShare(many), scheduleSteps(schedules)]) {
    assert.ok(validate(chart.spec), `${chart.name}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
    const svg = await renderSvg(chart);
    assert.ok(!/NaN|undefined|Infinity/.test(svg), `${chart.name} has a broken number`);
    assert.ok(!/(href|src)="(?!data:|#)|url\((?!#)/.test(svg), `${chart.name} refers to something outside`);
  }
});

Deno.test("salienceMaps() shows every map and states every probability", async () => {
  const svg = await renderSvg(salienceMaps(maps));
  assert.equal(svg.match(/<use /g)?.length, 2 * 2); // the image and its edges
  assert.equal(svg.match(/>25<\/text>/g)?.length, 1 + 4 + 8);
  for (const title of ["Image", "Edges", "sobel", "uniform"]) {
    assert.ok(svg.includes(`>${title}</text>`), title);
  }
  assert.ok(!svg.includes("<b>ship"));
});

Deno.test("salienceMaps() rejects maps that do not fit the images", () => {
  assert.throws(() => salienceMaps({ ...maps, names: ["cat"] }), UsageError);
  assert.throws(() => salienceMaps({ ...maps, patches: 3 }), /8 probabilities of "sobel".*3×3 grid need 18/);
  const short = [{ title: "Edges", values: [new Float32Array(16), new Float32Array(15)] }];
  assert.throws(() => salienceMaps({ ...maps, pixelMaps: short }), /15 values of "Edges".*need 16/);
});

Deno.test("hiddenShare() counts how often each patch is hidden", () => {
  const spec = JSON.stringify(hiddenShare(many).spec);
  assert.ok(
    spec.includes('{"patch":1,"probability":60,"share":100},{"patch":2,"probability":30,"share":50}'),
  );
  assert.ok(spec.includes('{"patch":3,"probability":10,"share":50},{"patch":4,"probability":0,"share":0}'));
  assert.throws(() => hiddenShare({ ...many, kept: new Uint8Array(6) }), UsageError);
  assert.throws(() => hiddenShare({ ...many, kept: new Uint8Array(0) }), UsageError);
});

Deno.test("scheduleSteps() draws a panel per schedule, in the given order", async () => {
  const svg = await renderSvg(scheduleSteps(schedules));
  assert.ok(svg.indexOf(">rising</text>") > 0 && svg.indexOf(">rising</text>") < svg.indexOf(">flat</text>"));
  assert.throws(() => scheduleSteps([]), UsageError);
  assert.throws(() => scheduleSteps([{ name: "none", ratios: [] }]), UsageError);
});
