import assert from "node:assert/strict";
import type { HostBatch, PatchMask } from "../../src/batch.ts";
import { mergeMasks } from "../../src/method/merge_masks.ts";

/** Images of side × side pixels. */
function batchOf(side: number, count = 1): HostBatch {
  const images = new Uint8Array(count * side * side * 3);
  const indices = Uint32Array.from({ length: count }, (_, index) => index);
  return { indices, images, original: images, shape: [side, side, 3], geometry: undefined };
}

const mask = (patches: number, kept: number[], fill?: Float32Array): PatchMask =>
  fill === undefined
    ? { patches, kept: Uint8Array.from(kept) }
    : { patches, kept: Uint8Array.from(kept), fill };

Deno.test("mergeMasks() hides what either hides, image by image", () => {
  const { kept, patches, fill } = mergeMasks(
    mask(2, [0, 1, 1, 1, 1, 1, 1, 1]),
    mask(2, [1, 1, 0, 1, 1, 1, 1, 0]),
    batchOf(4, 2),
  );
  assert.equal(patches, 2);
  assert.deepEqual([...kept], [0, 1, 0, 1, 1, 1, 1, 0]);
  assert.equal(fill, undefined);
});

Deno.test("mergeMasks() uses the coarsest grid that both masks fit", () => {
  const { kept, patches } = mergeMasks(
    mask(2, [0, 1, 1, 1]),
    mask(3, [1, 1, 1, 1, 1, 1, 1, 1, 0]),
    batchOf(6),
  );
  assert.equal(patches, 6);
  const rows = Array.from({ length: 6 }, (_, row) => [...kept.subarray(row * 6, row * 6 + 6)].join(""));
  assert.deepEqual(rows, ["000111", "000111", "000111", "111111", "111100", "111100"]);
});

Deno.test("mergeMasks() shows the second mask's fill where both hide, and grey where a mask has none", () => {
  const ones = new Float32Array(2 * 2 * 3).fill(1), left = [0, 1, 0, 1], top = [0, 0, 1, 1];
  const pixels = ({ fill }: PatchMask) => [0, 1, 2, 3].map((pixel) => fill![pixel * 3 + 1]);
  const batch = batchOf(2);
  assert.deepEqual(pixels(mergeMasks(mask(2, left, ones), mask(2, top, Float32Array.of(5, 6, 7)), batch)), [
    6,
    6,
    1,
    1,
  ]);
  assert.deepEqual(pixels(mergeMasks(mask(2, left, ones), mask(2, top), batch)), [0, 0, 1, 1]);
  assert.deepEqual(pixels(mergeMasks(mask(2, left), mask(2, top, ones), batch)), [1, 1, 0, 0]);
});

Deno.test("mergeMasks() keeps the smaller limit above which hidden objects are ignored", () => {
  const plain = mask(1, [1]), batch = batchOf(2);
  const limits = (one?: number, other?: number) => {
    const limited = [one, other].map((dropHidden) =>
      dropHidden === undefined ? plain : { ...plain, dropHidden }
    );
    return mergeMasks(limited[0]!, limited[1]!, batch).dropHidden;
  };
  assert.deepEqual([limits(), limits(0.5), limits(undefined, 0.4), limits(0.9, 0.4)], [
    undefined,
    0.5,
    0.4,
    0.4,
  ]);
});
