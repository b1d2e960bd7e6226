import assert from "node:assert/strict";
import type { HostBatch } from "../../../src/batch.ts";
import {
  createAugmentation,
  crop,
  cropImages,
  flip,
  flipImages,
  splitAugmentations,
} from "../../../src/data/augment/mod.ts";
import { randomStream } from "../../../src/random.ts";

const SHAPE = [8, 8, 3] as const, SIZE = 8 * 8 * 3, COUNT = 64;

const makeBatch = (): HostBatch => {
  const images = Uint8Array.from({ length: COUNT * SIZE }, (_, i) => 1 + (Math.imul(i, 2654435761) >>> 25));
  return { indices: new Uint32Array(COUNT), images, original: images, shape: SHAPE, geometry: undefined };
};

/** What the geometry says was done, done again to the stored images: the crop, then the mirror. */
const replay = ({ original, geometry }: HostBatch): Uint8Array => {
  assert.ok(geometry !== undefined);
  const moved = cropImages(original, SHAPE, geometry.top, geometry.left);
  flipImages(moved, SHAPE, geometry.flipped);
  return moved;
};

for (
  const [name, augment] of Object.entries({
    flip,
    crop,
    "flip,crop": createAugmentation("flip,crop"),
    "a mirror after a mirror": (batch: HostBatch) =>
      flip(flip(batch, randomStream(1, "a")), randomStream(1, "b")),
    "a crop after a mirror": (batch: HostBatch) =>
      crop(flip(batch, randomStream(1, "a")), randomStream(1, "b"), 2),
  })
) {
  Deno.test(`${name}: the geometry describes how the images were moved, and the stored images are unchanged`, () => {
    const batch = makeBatch(), before = batch.images.slice();
    const moved = augment(batch, randomStream(1, "augmentation"));
    assert.deepEqual(batch.images, before);
    assert.equal(moved.original, batch.images);
    assert.notDeepEqual(moved.images, before);
    assert.deepEqual(moved.images, replay(moved));
  });
}

Deno.test("flip() mirrors about half of the images, crop() reaches every offset", () => {
  const flipped = flip(makeBatch(), randomStream(2, "x")).geometry!.flipped.reduce(
    (sum, bit) => sum + bit,
    0,
  );
  assert.ok(flipped > 16 && flipped < 48, `${flipped} of ${COUNT} mirrored`);
  const tops = new Set<number>();
  for (let seed = 0; seed < 5; seed++) {
    crop(makeBatch(), randomStream(seed, "x")).geometry!.top.forEach((top) => tops.add(top));
  }
  assert.deepEqual([...tops].sort((a, b) => a - b), [-4, -3, -2, -1, 0, 1, 2, 3, 4]);
});

Deno.test("cropImages() shows black outside the image, even far outside", () => {
  const white = new Uint8Array(SIZE).fill(255);
  const moved = cropImages(white, SHAPE, Int16Array.of(-3), Int16Array.of(2));
  assert.equal(moved.reduce((sum, value) => sum + (value === 255 ? 1 : 0), 0), 5 * 6 * 3);
  assert.deepEqual([...moved.subarray(0, 3 * 24)], new Array(72).fill(0));
  for (const far of [8, -8, 100, -100]) {
    assert.ok(cropImages(white, SHAPE, Int16Array.of(0), Int16Array.of(far)).every((value) => value === 0));
    assert.ok(cropImages(white, SHAPE, Int16Array.of(far), Int16Array.of(0)).every((value) => value === 0));
  }
});

Deno.test('createAugmentation() does nothing for "none", and lists the known names for an unknown one', () => {
  const batch = makeBatch();
  for (const list of ["", "none"]) assert.equal(createAugmentation(list)(batch, randomStream(1, "x")), batch);
  assert.throws(() => createAugmentation("flip,rotate"), {
    name: "UsageError",
    message:
      'Unknown augmentation "rotate": choose one of "mosaic", "crop", "jitter" and "flip", or a file of your own, ./NAME.ts',
  });
});

Deno.test("createAugmentation() crops first whatever the order of the names, with equal draws", () => {
  const one = createAugmentation("flip,crop")(makeBatch(), randomStream(1, "x"));
  const other = createAugmentation("crop,flip")(makeBatch(), randomStream(1, "x"));
  assert.deepEqual(one, other);
});

Deno.test("createAugmentation() reads options from a text or a list, and rejects invalid ones", () => {
  const batch = makeBatch(), still = "jitter:hue=0,saturation=0,brightness=0";
  assert.deepEqual(splitAugmentations(`${still},flip`), [still, "flip"]);
  assert.deepEqual(splitAugmentations(still.split(",")), [still]);
  for (const list of [still, still.split(",")]) {
    assert.deepEqual(createAugmentation(list)(batch, randomStream(1, "x")).images, batch.images);
  }
  assert.notDeepEqual(createAugmentation("jitter")(batch, randomStream(1, "x")).images, batch.images);
  for (const list of ["jitter:hue=2", "flip:often=1", "scale=0.5", "mosaic"]) {
    assert.throws(() => createAugmentation(list), { name: "UsageError" }, list);
  }
  assert.equal(typeof createAugmentation("mosaic:probability=0.5", "detector"), "function");
});
