import assert from "node:assert/strict";
import { memorySplit } from "../../src/data/memory_split.ts";

const images = Uint8Array.from({ length: 3 * 2 * 2 * 3 }, (_, i) => i), shape = [2, 2, 3] as const;
const labels = Int32Array.of(0, 1, 1);

Deno.test("memorySplit() reads images in the order asked for", async () => {
  const split = memorySplit({ images, shape, labels });
  assert.equal(split.size, 3);
  assert.deepEqual(
    await split.read([2, 0]),
    Uint8Array.of(...images.subarray(24, 36), ...images.subarray(0, 12)),
  );
});

Deno.test("memorySplit() returns copies", async () => {
  const split = memorySplit({ images, shape, labels });
  (await split.read([0])).fill(255);
  assert.equal((await split.read([0]))[0], 0);
});

Deno.test("memorySplit() hashes shape, pixels and labels", () => {
  const hash = memorySplit({ images, shape, labels }).contentHash;
  assert.match(hash, /^[0-9a-f]{64}$/);
  assert.equal(memorySplit({ images: images.slice(), shape, labels: labels.slice() }).contentHash, hash);
  assert.notEqual(memorySplit({ images: images.slice().fill(1, 0, 1), shape, labels }).contentHash, hash);
  assert.notEqual(memorySplit({ images, shape, labels: Int32Array.of(0, 1, 0) }).contentHash, hash);
  assert.notEqual(memorySplit({ images, shape: [4, 1, 3], labels }).contentHash, hash);
});

Deno.test("memorySplit() rejects missing images and counts that differ", async () => {
  await assert.rejects(
    memorySplit({ images, shape, labels }).read([3]),
    /Cannot read image 3: the split has 3/,
  );
  assert.throws(() => memorySplit({ images, shape, labels: new Int32Array(4) }), RangeError);
  assert.throws(() => memorySplit({ images, shape, labels, groups: new Int32Array(2) }), RangeError);
});

Deno.test("memorySplit() returns the classes and objects of an image, and hashes them", () => {
  const multiHot = Uint8Array.of(1, 0, 0, 1, 1, 1);
  const box = (left: number) => ({ classIndex: 1, box: [left, 0, 2, 2] as const, difficult: false });
  const split = memorySplit({ images, shape, labels, multiHot, objects: [[], [box(0)], [box(1)]] });
  assert.deepEqual([split.multiHot, split.objects?.(2)], [multiHot, [box(1)]]);
  const moved = memorySplit({ images, shape, labels, multiHot, objects: [[], [box(1)], [box(1)]] });
  assert.notEqual(moved.contentHash, split.contentHash);
  assert.throws(() => memorySplit({ images, shape, labels, multiHot: new Uint8Array(4) }), RangeError);
  assert.throws(() => memorySplit({ images, shape, labels, objects: [] }), RangeError);
});

Deno.test("a split reads into the given buffer if that is large enough", async () => {
  const split = memorySplit({
    images: Uint8Array.of(1, 2, 3, 4, 5, 6),
    shape: [1, 1, 3],
    labels: new Int32Array(2),
  });
  const buffer = new Uint8Array(5),
    one = await split.read([1], buffer),
    both = await split.read([1, 0], buffer);
  assert.ok(one.buffer === buffer.buffer && both.buffer !== buffer.buffer);
  assert.deepEqual([[...one], [...both]], [[4, 5, 6], [4, 5, 6, 1, 2, 3]]);
});
