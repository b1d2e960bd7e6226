import assert from "node:assert/strict";
import sharp from "sharp";
import { loadDataset } from "../../../src/data/mod.ts";
import { InputError } from "../../../src/errors.ts";
import { withFiles } from "../image_files.ts";

const image = (): Promise<Uint8Array> =>
  sharp({ create: { width: 40, height: 20, channels: 3, background: "red" } }).jpeg().toBuffer();

const categories = [{ id: 9, name: "zebra" }, { id: 4, name: "ant" }];
const images = [{ id: 7, file_name: "a.jpg", width: 40, height: 20 }];
const box = { id: 1, image_id: 7, category_id: 9, bbox: [2, 4, 20, 10] };

const withCoco = (
  annotations: readonly unknown[],
  use: (root: string) => Promise<void>,
  more: Record<string, unknown> = {},
) => {
  const json = new TextEncoder().encode(JSON.stringify({ categories, images, annotations, ...more }));
  return withFiles({
    "train2017/a.jpg": image(),
    "val2017/a.jpg": image(),
    "annotations/instances_train2017.json": json,
    "annotations/instances_val2017.json": json,
  }, use);
};

const load = (root: string) => loadDataset(`coco:path=${root},size=40`);

Deno.test("coco numbers categories by ascending id, marks crowds as difficult, and moves boxes to the square", () =>
  withCoco([box, { ...box, id: 2, category_id: 4, iscrowd: 1 }], async (root) => {
    const { classes, train } = await load(root);
    assert.deepEqual(classes, ["ant", "zebra"]);
    assert.deepEqual(train.objects!(0), [
      { classIndex: 1, difficult: false, box: [2, 14, 22, 24] },
      { classIndex: 0, difficult: true, box: [2, 14, 22, 24] },
    ]);
    assert.deepEqual([...train.multiHot!], [255, 1]);
  }));

for (
  const [what, annotation, word] of [
    ["an image that is not there", { ...box, image_id: 8 }, "image 8"],
    ["a category that is not there", { ...box, category_id: 5 }, "category 5"],
    ["no box", { ...box, bbox: [1, 2, 3] }, "[left, top, width, height]"],
    ["a box outside its image", { ...box, bbox: [30, 0, 20, 10] }, "40×20"],
  ] as const
) {
  Deno.test(`coco names an annotation with ${what}`, () =>
    withCoco(
      [annotation],
      (root) =>
        assert.rejects(load(root), (error: Error) =>
          error instanceof InputError && error.message.includes(word) &&
          error.message.includes("instances_")),
    ));
}

Deno.test("coco names a missing list or file", () =>
  withCoco([box], async (root) => {
    await assert.rejects(load(root), /"images"/);
    await Deno.remove(`${root}/annotations/instances_train2017.json`);
    await assert.rejects(load(root), /instances_train2017/);
  }, { images: undefined }));
