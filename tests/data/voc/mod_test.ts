import assert from "node:assert/strict";
import { join } from "@std/path";
import sharp from "sharp";
import { loadDataset } from "../../../src/data/mod.ts";
import { InputError, UsageError } from "../../../src/errors.ts";
import { withFiles } from "../image_files.ts";

/** A PNG file of one grey level. */
const image = (width: number, height: number, level = 200): Promise<Uint8Array> =>
  sharp({ create: { width, height, channels: 3, background: { r: level, g: level, b: level } } }).png()
    .toBuffer();

type Named = [name: string, xmin: number, ymin: number, xmax: number, ymax: number, difficult?: number];

const annotation = (width: number, height: number, objects: Named[]) =>
  new TextEncoder().encode(
    `<?xml version="1.0"?><annotation><size><width>${width}</width><height>${height}</height></size>` +
      objects.map(([name, xmin, ymin, xmax, ymax, difficult = 0]) =>
        `<object><name>${name}</name><difficult>${difficult}</difficult><bndbox><xmin>${xmin}</xmin>` +
        `<ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox></object>`
      ).join("") + "</annotation>",
  );

const text = (lines: string) => new TextEncoder().encode(lines);

/** Two training images and a test image of 64×32 pixels. */
const files = (): Record<string, Uint8Array | Promise<Uint8Array>> => ({
  "JPEGImages/a.png": image(64, 32),
  "JPEGImages/b.png": image(32, 32),
  "JPEGImages/c.png": image(64, 32),
  "Annotations/a.xml": annotation(64, 32, [["dog", 1, 1, 32, 32], ["cat", 33, 17, 64, 32, 1]]),
  "Annotations/b.xml": annotation(32, 32, [["cat", 11, 1, 20, 30]]),
  "Annotations/c.xml": annotation(64, 32, []),
  "ImageSets/Main/trainval.txt": text("a  1\nb -1\n"),
  "ImageSets/Main/test.txt": text("c\n"),
});

const load = (root: string, options = "") => loadDataset(`voc:path=${root},size=32${options}`);

/** Expects an InputError whose message has all of the words. */
const refuses = (root: string, words: string[], options = "") =>
  assert.rejects(load(root, options), (error: Error) => {
    assert.ok(error instanceof InputError, String(error));
    for (const word of words) assert.ok(error.message.includes(word), `"${word}" in "${error.message}"`);
    return true;
  });

Deno.test("voc reads image sets, boxes from 1, difficult objects, and the classes in each image", () =>
  withFiles(files(), async (root) => {
    const { classes, shape, train, test } = await load(root);
    assert.deepEqual([classes, shape, train.size, test.size], [["cat", "dog"], [32, 32, 3], 2, 1]);
    // 64×32 becomes 32×16 with bars of 8 rows above and below.
    assert.deepEqual(train.objects!(0), [
      { classIndex: 1, difficult: false, box: [0, 8, 16, 24] },
      { classIndex: 0, difficult: true, box: [16, 16, 32, 24] },
    ]);
    assert.deepEqual(train.objects!(1), [{ classIndex: 0, difficult: false, box: [10, 0, 20, 30] }]);
    assert.deepEqual(test.objects!(0), []);
    assert.deepEqual([[...train.labels], [...train.multiHot!]], [[1, 0], [255, 1, 1, 0]]);
    const pixels = await train.read([0]), row = (y: number) => pixels[y * 32 * 3];
    assert.deepEqual([row(7), row(8), row(23), row(24)], [114, 200, 200, 114]);
  }));

Deno.test("voc numbers the classes as requested, and rejects others, naming the annotation", () =>
  withFiles(files(), async (root) => {
    const { classes, train } = await load(root, ",classes=dog+cat");
    assert.deepEqual([classes, train.objects!(0)[0]!.classIndex], [["dog", "cat"], 0]);
    await refuses(root, ["a.xml", '"cat"', '"dog"', "Object 2"], ",classes=dog");
  }));

for (
  const [what, changed, words] of [
    ["a box outside the image", { "Annotations/b.xml": annotation(32, 32, [["cat", 11, 1, 33, 30]]) }, [
      "b.xml",
      "10, 0, 33, 30",
      "32×32",
      "boxes=clip",
    ]],
    ["a box from 0", { "Annotations/b.xml": annotation(32, 32, [["cat", 0, 1, 30, 30]]) }, ["-1, 0, 30, 30"]],
    ["another size than the image's", { "Annotations/b.xml": annotation(64, 32, [["cat", 11, 1, 20, 30]]) }, [
      "b.xml",
      "64×32",
      "32×32",
    ]],
    ["an edge that is no number", {
      "Annotations/b.xml": text(
        "<annotation><object><name>cat</name><bndbox><xmin>left</xmin></bndbox></object></annotation>",
      ),
    }, ["b.xml", "<xmin>", '"left"', '"cat"']],
    ["broken XML", { "Annotations/b.xml": text("<annotation>\n<object></annotation>") }, ["b.xml", "line 2"]],
    ["an image set without images", { "ImageSets/Main/test.txt": text("\n") }, ["test.txt"]],
    ["an image set that names an unknown image", { "ImageSets/Main/test.txt": text("d\n") }, ["d.xml"]],
  ] as [string, Record<string, Uint8Array>, string[]][]
) {
  Deno.test(`voc names the file that has ${what}`, () =>
    withFiles({ ...files(), ...changed }, (root) => refuses(root, words)));
}

Deno.test("voc names a missing image", () =>
  withFiles(files(), async (root) => {
    await Deno.remove(join(root, "JPEGImages", "b.png"));
    await refuses(root, ["b.jpg", "JPEGImages"]);
  }));

Deno.test("voc clips boxes at the edges on request, and drops objects outside the image", () => {
  const objects: Named[] = [["cat", 0, 1, 40, 16], ["cat", 40, 1, 50, 9]];
  return withFiles({ ...files(), "Annotations/b.xml": annotation(32, 32, objects) }, async (root) => {
    const { train } = await load(root, ",boxes=clip");
    assert.deepEqual(train.objects!(1).map(({ box }) => box), [[0, 0, 32, 16]]);
  });
});

Deno.test("voc0712 joins the training images of both years and tests on 2007", () => {
  const year = (folder: string, sets: Record<string, string>) => [
    [`${folder}/JPEGImages/a.png`, image(32, 32)],
    [`${folder}/Annotations/a.xml`, annotation(32, 32, [["sofa", 1, 1, 9, 9]])],
    ...Object.entries(sets).map(([set, names]) => [`${folder}/ImageSets/Main/${set}.txt`, text(names)]),
  ];
  const devkit = Object.fromEntries([
    ...year("VOCdevkit/VOC2007", { trainval: "a\n", test: "a\n" }),
    ...year("VOCdevkit/VOC2012", { trainval: "a\n" }),
  ]);
  return withFiles(devkit, async (root) => {
    const { classes, train, test } = await loadDataset("voc0712:size=32", { dataDir: root });
    assert.deepEqual([classes.length, train.size, test.size], [20, 2, 1]);
    assert.equal(classes[train.objects!(1)[0]!.classIndex], "sofa");
    await assert.rejects(loadDataset("voc2012", { dataDir: join(root, "VOCdevkit") }), /train\.txt/);
    await assert.rejects(loadDataset("voc2007", { dataDir: join(root, "elsewhere") }), /VOCdevkit.VOC2007/);
  });
});

Deno.test("voc without a folder, or with an unknown option, is a usage error", async () => {
  await assert.rejects(loadDataset("voc"), UsageError);
  await assert.rejects(loadDataset("voc:path=x,depth=3"), UsageError);
});
