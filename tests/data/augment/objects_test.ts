import assert from "node:assert/strict";
import type { HostBatch } from "../../../src/batch.ts";
import type { ObjectBox } from "../../../src/boxes.ts";
import { crop, flip } from "../../../src/data/augment/mod.ts";
import { randomStream } from "../../../src/random.ts";

const SIDE = 12;

/** Black images, each with one white rectangle that is an object. */
function makeBatch(boxes: readonly ObjectBox["box"][]): HostBatch {
  const images = new Uint8Array(boxes.length * SIDE * SIDE * 3);
  boxes.forEach(([left, top, right, bottom], b) => {
    for (let y = top; y < bottom; y++) {
      images.fill(255, ((b * SIDE + y) * SIDE + left) * 3, ((b * SIDE + y) * SIDE + right) * 3);
    }
  });
  const objects = boxes.map((box, classIndex) => [{ classIndex, box, difficult: false }]);
  const indices = Uint32Array.from(boxes.keys()), shape = [SIDE, SIDE, 3] as const;
  return { indices, images, original: images, shape, geometry: undefined, objects };
}

/** The rectangle of white pixels of an image; undefined where there are none. */
function whiteBox(images: Uint8Array, b: number): number[] | undefined {
  const xs: number[] = [], ys: number[] = [];
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      if (images[((b * SIDE + y) * SIDE + x) * 3] !== 255) continue;
      xs.push(x);
      ys.push(y);
    }
  }
  return xs.length === 0
    ? undefined
    : [Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1];
}

Deno.test("flip() and crop() move boxes with their pixels, clip them, and drop objects outside the image", () => {
  const places = [[0, 0, 2, 3], [5, 2, 9, 12], [10, 0, 12, 1], [3, 3, 4, 4], [11, 11, 12, 12]] as const;
  const random = randomStream(1, "augmentation"),
    boxes = Array.from({ length: 40 }, (_, b) => places[b % 5]!);
  let dropped = 0;
  for (const move of [crop, flip, (batch: HostBatch) => flip(crop(batch, random), random)]) {
    const { images, objects } = move(makeBatch(boxes), random);
    objects!.forEach((own, b) => {
      const want = whiteBox(images, b);
      assert.deepEqual(own.map(({ box }) => [...box]), want === undefined ? [] : [want]);
      if (want === undefined) dropped++;
      else assert.equal(own[0]!.classIndex, b);
    });
  }
  assert.ok(dropped > 0);
});
