import assert from "node:assert/strict";
import { memorySplit } from "../../src/data/memory_split.ts";
import { holdOut, selectImages, subsetIndices, takeSubset } from "../../src/data/subset.ts";

/** Image k is one pixel of value k; 4 classes; groups of `groupSize` images of one class. */
const make = (size: number, groupSize?: number) =>
  memorySplit({
    images: Uint8Array.from({ length: size * 3 }, (_, i) => Math.floor(i / 3)),
    shape: [1, 1, 3],
    labels: Int32Array.from({ length: size }, (_, k) => Math.floor(k / (groupSize ?? 1)) % 4),
    groups: groupSize === undefined
      ? undefined
      : Int32Array.from({ length: size }, (_, k) => Math.floor(k / groupSize)),
  });

Deno.test("subsetIndices() draws each image once; a larger subset contains the smaller", () => {
  const split = make(100), ten = subsetIndices(split, 10, 1), all = subsetIndices(split, 100, 1);
  assert.equal(new Set(all).size, 100);
  assert.deepEqual(all.subarray(0, 10), ten);
  assert.notDeepEqual(subsetIndices(split, 10, 2), ten);
  assert.throws(() => subsetIndices(split, 101, 1), {
    name: "UsageError",
    message: "Cannot take 101 images: the split has 100",
  });
  assert.throws(() => subsetIndices(split, 0, 1), { name: "UsageError" });
});

Deno.test("takeSubset() is a split of its own: labels, groups and pixels of the same images", async () => {
  const whole = make(40, 2), part = takeSubset(whole, 5, 3), indices = subsetIndices(whole, 5, 3);
  assert.equal(part.size, 5);
  const pixels = await part.read([0, 1, 2, 3, 4]);
  for (let i = 0; i < 5; i++) {
    assert.equal(pixels[3 * i], indices[i]);
    assert.equal(part.labels[i], whole.labels[indices[i]!]);
    assert.equal(part.groups?.[i], whole.groups?.[indices[i]!]);
  }
  await assert.rejects(part.read([5]), RangeError);
});

Deno.test("selectImages() has a content hash of its own, equal for equal images", () => {
  const hash = (indices: number[]) => selectImages(make(40), Uint32Array.from(indices)).contentHash;
  assert.equal(hash([1, 2]), hash([1, 2]));
  assert.notEqual(hash([1, 2]), hash([2, 1]));
});

Deno.test("holdOut() splits every class by the share and loses no image", () => {
  const split = make(400), { rest, heldOut } = holdOut(split, 0.25, 1);
  assert.deepEqual([...rest, ...heldOut].sort((a, b) => a - b), Array.from({ length: 400 }, (_, k) => k));
  for (const label of [0, 1, 2, 3]) {
    assert.equal(heldOut.filter((index) => split.labels[index] === label).length, 25);
  }
  assert.deepEqual(heldOut, heldOut.slice().sort());
  assert.deepEqual(holdOut(split, 0.25, 1).heldOut, heldOut);
  assert.notDeepEqual(holdOut(split, 0.25, 2).heldOut, heldOut);
});

Deno.test("holdOut() keeps the images of a group on one side", () => {
  const split = make(210, 7), { rest, heldOut } = holdOut(split, 0.3, 1);
  const groupsOf = (indices: Uint32Array) => new Set(Array.from(indices, (index) => split.groups![index]));
  const shared = [...groupsOf(rest)].filter((group) => groupsOf(heldOut).has(group));
  assert.deepEqual(shared, []);
  assert.ok(Math.abs(heldOut.length - 63) <= 4 * 3.5, `${heldOut.length} held out`);
});

Deno.test("holdOut() splits only the given images", () => {
  const among = Uint32Array.of(0, 4, 8, 12, 1, 5, 9, 13),
    { rest, heldOut } = holdOut(make(40), 0.25, 1, among);
  assert.deepEqual([...rest, ...heldOut].sort((a, b) => a - b), [...among].sort((a, b) => a - b));
  assert.equal(heldOut.length, 2);
});

Deno.test("holdOut() leaves at least one image of a small class on each side", () => {
  const labels = Int32Array.of(0, 0, 0, 1, 1),
    split = memorySplit({ images: new Uint8Array(15), shape: [1, 1, 3], labels });
  for (const share of [0.01, 0.99]) {
    const { rest, heldOut } = holdOut(split, share, 1);
    for (const part of [rest, heldOut]) assert.equal(new Set(Array.from(part, (i) => labels[i])).size, 2);
  }
});

Deno.test("holdOut() rejects shares outside their range and parts without images", () => {
  for (const share of [0, 1, -1, NaN]) {
    assert.throws(() => holdOut(make(40), share, 1), { name: "UsageError" });
  }
  assert.throws(() => holdOut(make(1), 0.5, 1), { name: "UsageError", message: /a part would be empty/ });
});

Deno.test("takeSubset() keeps the classes and objects of an image", () => {
  const size = 20,
    multiHot = Uint8Array.from({ length: size * 3 }, (_, i) => Math.floor(i / 3) % 2 ? 1 : 255);
  const objects = Array.from(
    { length: size },
    (_, k) => [{ classIndex: k % 3, box: [0, 0, 1, 1] as const, difficult: k % 2 === 0 }],
  );
  const { labels, read: _, ...rest } = make(size);
  const whole = memorySplit({
    ...rest,
    images: new Uint8Array(size * 3),
    shape: [1, 1, 3],
    labels,
    multiHot,
    objects,
  });
  const part = takeSubset(takeSubset(whole, 10, 1), 5, 2), outer = subsetIndices(whole, 10, 1);
  const indices = subsetIndices(takeSubset(whole, 10, 1), 5, 2).map((index) => outer[index]!);
  indices.forEach((index, i) => {
    assert.deepEqual(part.multiHot?.subarray(3 * i, 3 * i + 3), multiHot.subarray(3 * index, 3 * index + 3));
    assert.deepEqual(part.objects?.(i), objects[index]);
  });
});
