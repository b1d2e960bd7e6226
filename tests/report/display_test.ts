import assert from "node:assert/strict";
import { table } from "arquero";
import sharp from "sharp";
import { accuracyByEpoch } from "../../src/analysis/mod.ts";
import {
  awaitedDisplay,
  type Displayable,
  displayChart,
  displayDrawings,
  displayImages,
  displayMarkdown,
  displayTable,
} from "../../src/report/mod.ts";
import { made } from "../analysis/made_up_analysis.ts";

const bundle = (object: Displayable) => object[Symbol.for("Jupyter.display") as keyof Displayable]();

Deno.test("displayChart() offers Vega-Lite 5 and text, and nothing that JupyterLab would prefer", () => {
  const got = bundle(displayChart(accuracyByEpoch(made())));
  assert.deepEqual(Object.keys(got), ["application/vnd.vegalite.v5+json", "text/plain"]);
  assert.match(String(got["text/plain"]), /Test accuracy by epoch/);
  assert.match(JSON.stringify(got["application/vnd.vegalite.v5+json"]), /vega-lite\/v5.json/);
});

Deno.test("displayTable() escapes its cells", () => {
  const got = bundle(displayTable(table({ a: ["<b>", 2] }), "A & B"));
  assert.match(String(got["text/html"]), /&lt;b&gt;/);
  assert.match(String(got["text/html"]), /<p class="caption">A &amp; B<\/p>/);
  assert.match(String(got["text/plain"]), /^a/);
});

Deno.test("displayTable() aligns text left, which Jupyter would not, and numbers right", () => {
  const html = String(
    bundle(displayTable(table({ name: ["a", "b"], count: [1, 2], what: ["x", "y"] })))["text/html"],
  );
  assert.match(html, /<th scope="row" style="text-align:left">a<\/th><td class="number">1<\/td>/);
  assert.match(html, /<td style="text-align:left">x<\/td>/);
});

Deno.test("displayMarkdown() offers Markdown, and plain text as a fallback", () => {
  assert.deepEqual(bundle(displayMarkdown("**so**")), { "text/markdown": "**so**", "text/plain": "**so**" });
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

Deno.test("awaitedDisplay() returns only after everything was displayed", async () => {
  const events: string[] = [];
  const display = awaitedDisplay(async (output) => {
    await Promise.resolve();
    events.push(String(bundle(output)["text/plain"]));
  }, 1);
  await display(Promise.resolve(displayMarkdown("first")));
  events.push("returned");
  await display(displayMarkdown("second"));
  assert.deepEqual(events, ["first", "returned", "second"]);
});

Deno.test("displayDrawings() lays drawings out in columns under their titles", () => {
  const svgs = [1, 2].map((side) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 ${side} ${side}"/>`
      .replace("/>", "></svg>")
  );
  const got = bundle(
    displayDrawings([{ title: "<true>", svgs }, { title: "found", svgs }], { caption: "Boxes", width: 100 }),
  );
  const svg = String(got["image/svg+xml"]);
  assert.match(svg, /^<svg [^>]*width="208" height="230"/);
  assert.ok(svg.includes(">&lt;true&gt;</text>") && svg.includes("<title>found, image 2</title>"));
  const places = [...svg.matchAll(/<svg [^>]*x="(\d+)" y="(\d+)" width="100" height="100"/g)];
  assert.deepEqual(places.map(([, x, y]) => [x, y]), [["0", "22"], ["0", "130"], ["108", "22"], [
    "108",
    "130",
  ]]);
  assert.equal(got["text/plain"], "Boxes");
});
