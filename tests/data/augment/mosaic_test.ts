import assert from "node:assert/strict";
import type { ObjectBox } from "../../../src/boxes.ts";
import { look } from "../../../src/data/augment/canvas.ts";
import { createAugmentation, jitter, mosaic, moveColours } from "../../../src/data/augment/mod.ts";
import { UsageError } from "../../../src/errors.ts";
import { randomStream } from "../../../src/random.ts";

const SIZE = 64;

/** A grey image with a bright square, and the square's box. */
function square(left: number, top: number, side: number, level: number) {
  const image = new Uint8Array(SIZE * SIZE * 3).fill(10);
  for (let y = top; y < top + side; y++) {
    image.fill(level, (y * SIZE + left) * 3, (y * SIZE + left + side) * 3);
  }
  return {
    image,
    object: { classIndex: level, difficult: false, box: [left, top, left + side, top + side] } as ObjectBox,
  };
}

/** The share of the pixels of a part of an image that have a level. */
function shareOf(image: Uint8Array, level: number, [left, top, right, bottom]: readonly number[]): number {
  let found = 0, all = 0;
  for (let y = Math.ceil(top!); y < Math.floor(bottom!); y++) {
    for (let x = Math.ceil(left!); x < Math.floor(right!); x++, all++) {
      if (Math.abs(image[(y * SIZE + x) * 3]! - level) <= 1) found++;
    }
  }
  return found / all;
}

/** A box without, or with, some pixels around it. */
const grown = ([left, top, right, bottom]: readonly number[], by: number) =>
  [left! - by, top! - by, right! + by, bottom! + by].map((edge) => Math.min(Math.max(edge, 0), SIZE));

const batchOf = (squares: ReturnType<typeof square>[]) => {
  const images = new Uint8Array(squares.flatMap(({ image }) => [...image]));
  return {
    indices: new Uint32Array(squares.length),
    images,
    original: images,
    shape: [SIZE, SIZE, 3] as const,
    geometry: undefined,
    objects: squares.map(({ object }) => [object]),
  };
};

Deno.test("look() shows an image as it is, and moves boxes with the pixels when it is moved and scaled", () => {
  const { image, object } = square(16, 24, 16, 200);
  const tile = { image, objects: [object], top: 0, left: 0 };
  const same = look([tile], { scale: 1, top: 0, left: 0 }, SIZE);
  assert.deepEqual([same.image, same.objects], [image, [object]]);
  const larger = look([tile], { scale: 2, top: 16, left: 8 }, SIZE);
  assert.deepEqual(larger.objects[0]!.box, [16, 16, 48, 48]);
  assert.equal(shareOf(larger.image, 200, [17, 17, 47, 47]), 1);
  for (const [x, y] of [[15, 30], [48, 30], [30, 15], [30, 48]]) {
    assert.equal(shareOf(larger.image, 200, [x!, y!, x! + 1, y! + 1]), 0, `${x}, ${y}`);
  }
  const beyond = look([tile], { scale: 1, top: 0, left: 31 }, SIZE);
  assert.deepEqual([beyond.objects, beyond.image.at(-1)], [[], 114]);
});

Deno.test("mosaic() shows every object where its box is, whatever is drawn", () => {
  const batch = batchOf([
    square(4, 4, 24, 250),
    square(30, 20, 24, 200),
    square(8, 30, 24, 160),
    square(20, 20, 24, 60),
  ]);
  let seen = 0;
  for (let seed = 0; seed < 6; seed++) {
    const { images, objects, altered, original } = mosaic(batch, randomStream(seed, "augmentation"));
    assert.equal(altered, true);
    assert.equal(original, batch.images);
    for (const [b, own] of objects!.entries()) {
      const image = images.subarray(b * SIZE * SIZE * 3, (b + 1) * SIZE * SIZE * 3);
      for (const { classIndex: level, box } of own) {
        const inner = grown(box, -3);
        if (inner[2]! - inner[0]! < 2 || inner[3]! - inner[1]! < 2) continue;
        assert.equal(shareOf(image, level, inner), 1, `${level} in ${box}`);
        // Around it is something else, but for another square of the same level.
        if (own.length === 1) assert.ok(shareOf(image, level, grown(box, 4)) < 1, `${level} around ${box}`);
        seen++;
      }
    }
  }
  assert.ok(seen > 20, `${seen} objects`);
});

Deno.test("mosaic() rejects batches without boxes and images that are not square", () => {
  const { objects: _, ...batch } = batchOf([square(4, 4, 8, 200)]);
  assert.throws(
    () => mosaic(batch, randomStream(1, "x")),
    (error) => error instanceof UsageError && error.message.includes("boxes"),
  );
  const wide = { ...batch, shape: [32, 128, 3] as const, objects: [[]] };
  assert.throws(() => mosaic(wide, randomStream(1, "x")), /128×32/);
});

Deno.test("moveColours() turns red to green, takes colour and light away, and changes nothing by default", () => {
  const moved = (pixel: number[], hue: number, saturation: number, brightness: number) => {
    const image = Uint8Array.from(pixel);
    moveColours(image, hue, saturation, brightness);
    return [...image];
  };
  assert.deepEqual(moved([200, 0, 0], 1 / 3, 1, 1), [0, 200, 0]);
  assert.deepEqual(moved([0, 0, 200], 1 / 3, 1, 1), [200, 0, 0]);
  assert.deepEqual(moved([200, 100, 100], 0, 0, 1), [200, 200, 200]);
  assert.deepEqual(moved([200, 100, 60], 0, 1, 0.5), [100, 50, 30]);
  assert.deepEqual(moved([200, 100, 60], 0, 9, 9), [255, 0, 0].map((x, k) => k === 1 ? 73 : x));
  for (const pixel of [[1, 2, 3], [250, 249, 3], [7, 7, 7], [0, 0, 0], [255, 255, 255], [9, 200, 100]]) {
    assert.deepEqual(moved(pixel, 0, 1, 1), pixel);
  }
});

Deno.test("jitter() leaves boxes, geometry and the stored images unchanged, and depends on the stream only", () => {
  const batch = batchOf([square(4, 4, 24, 250)]), before = batch.images.slice();
  const one = jitter(batch, randomStream(1, "x"));
  assert.deepEqual([batch.images, one.objects, one.geometry, one.altered], [
    before,
    batch.objects,
    undefined,
    undefined,
  ]);
  assert.notDeepEqual(one.images, before);
  assert.deepEqual(createAugmentation("jitter")(batch, randomStream(1, "x")), one);
});
