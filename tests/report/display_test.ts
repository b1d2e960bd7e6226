import assert from "node:assert/strict";
import { table } from "arquero";
import sharp from "sharp";
import { accuracyByEpoch } from "../../src/analysis/mod.ts";
import { type Displayable, displayChart, displayImages, displayTable } from "../../src/report/mod.ts";
import { made } from "../analysis/made_up_analysis.ts";

const bundle = (object: Displayable) => object[Symbol.for("Jupyter.display") as keyof Displayable]();

Deno.test("displayChart() offers Vega-Lite, a picture and words", async () => {
  const got = bundle(await displayChart(accuracyByEpoch(made())));
  assert.deepEqual(Object.keys(got), ["application/vnd.vegalite.v5+json", "image/svg+xml", "text/plain"]);
  assert.match(String(got["image/svg+xml"]), /^<svg /);
  assert.match(String(got["text/plain"]), /Test accuracy by epoch/);
  assert.match(JSON.stringify(got["application/vnd.vegalite.v5+json"]), /vega-lite\/v5.json/);
});

Deno.test("displayTable() escapes its cells", () => {
  const got = bundle(displayTable(table({ a: ["<b>", 2] }), "A & B"));
  assert.match(String(got["text/html"]), /&lt;b&gt;/);
  assert.match(String(got["text/html"]), /<caption>A &amp; B<\/caption>/);
  assert.match(String(got["text/plain"]), /^a/);
});

Deno.test("displayImages() lays images out in rows", async () => {
  const images = new Uint8Array(3 * 2 * 2 * 3).fill(7);
  const got = bundle(displayImages(images, [3, 2, 2], { columns: 2, scale: 1, caption: "three" }));
  const { data, info } = await sharp(Uint8Array.fromBase64(String(got["image/png"]))).raw().toBuffer({
    resolveWithObject: true,
  });
  assert.deepEqual([info.width, info.height], [6, 6]);
  assert.deepEqual([data[0], data[2 * 3], data[4 * 3]], [7, 255, 7]); // image, gap, image
  assert.equal(got["text/plain"], "three");
});
