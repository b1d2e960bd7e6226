import assert from "node:assert/strict";
import sharp from "sharp";
import { loadDataset } from "../../../src/data/mod.ts";
import { withFiles } from "../image_files.ts";

/** A grey square of 64 pixels with a white one of 16 pixels at (left, top). */
async function picture(left: number, top: number): Promise<Uint8Array> {
  const pixels = new Uint8Array(64 * 64 * 3).fill(60);
  for (let y = top; y < top + 16; y++) pixels.fill(255, (y * 64 + left) * 3, (y * 64 + left + 16) * 3);
  return await sharp(pixels, { raw: { width: 64, height: 64, channels: 3 } }).png().toBuffer();
}

/** Boxes count from 1, both ends inclusive. */
const object = (name: string, left: number, top: number, side = 16, difficult = 0) =>
  `<object><name>${name}</name><difficult>${difficult}</difficult><bndbox><xmin>${left + 1}</xmin>` +
  `<ymin>${top + 1}</ymin><xmax>${left + side}</xmax><ymax>${top + side}</ymax></bndbox></object>`;
const annotation = (...objects: string[]) =>
  `<annotation><size><width>64</width><height>64</height></size>${objects.join("")}</annotation>`;

const TREE = {
  "JPEGImages/a.png": picture(8, 24),
  "JPEGImages/b.png": picture(40, 0),
  "Annotations/a.xml": annotation(object("white", 8, 24), object("grey", 40, 40), object("white", 0, 0, 4)),
  "Annotations/b.xml": annotation(object("white", 40, 0), object("grey", 0, 32, 16, 1)),
  "ImageSets/Main/trainval.txt": "a\n",
  "ImageSets/Main/test.txt": "b\n",
};

Deno.test("voc-objects crops every object except tiny and difficult ones", () =>
  withFiles(TREE, async (root) => {
    const { classes, shape, train, test } = await loadDataset(`voc-objects:path=${root},size=8,whole=64`);
    assert.deepEqual([classes, shape], [["grey", "white"], [8, 8, 3]]);
    assert.deepEqual([[...train.labels], [...train.groups!], [...test.labels]], [[1, 0], [0, 0], [1]]);
    assert.deepEqual(new Set(await train.read([0])), new Set([255]));
    assert.deepEqual(new Set(await train.read([1])), new Set([60]));
    assert.equal(test.multiHot, undefined, "one class per image");
  }));

Deno.test("voc-objects names a split without objects", () =>
  withFiles({ ...TREE, "Annotations/b.xml": annotation() }, async (root) => {
    await assert.rejects(loadDataset(`voc-objects:path=${root},whole=64`), /no test object of 8 pixels/);
  }));

Deno.test("voc-objects rejects a memory cap below the size of its objects", () =>
  withFiles(TREE, async (root) => {
    const load = loadDataset(`voc-objects:path=${root},size=8,whole=64`, { memoryCap: 3 * 192 - 1 });
    await assert.rejects(load, { name: "UsageError", message: /voc-objects.*--memory-cap/ });
  }));
