import assert from "node:assert/strict";
import {
  computeSalience,
  flipProbabilities,
  movedProbabilities,
  pooledProbabilities,
  sobelMagnitude,
} from "../../src/salience/mod.ts";
import { largestDifference, mirrored, randomImages, shifted } from "./images.ts";

const size = { height: 16, width: 24 }, patches = 4;
const image = randomImages(1, size, "follow");
const map = sobelMagnitude(image, size);
const geometry = (top: number, left: number, flipped = 0) => ({
  top: Int16Array.of(top),
  left: Int16Array.of(left),
  flipped: Uint8Array.of(flipped),
});

Deno.test("flipProbabilities() equals measuring the mirrored image", async () => {
  const p = flipProbabilities(await computeSalience(image, size), patches, [1]);
  assert.ok(largestDifference(p, await computeSalience(mirrored(image, size), size)) < 1e-7);
});

Deno.test("flipProbabilities() leaves unflipped images alone, and flipping twice changes nothing", () => {
  const p = Float32Array.from({ length: 32 }, (_, i) => i), original = p.slice();
  flipProbabilities(p, 4, [0, 1]);
  assert.deepEqual(p.subarray(0, 16), original.subarray(0, 16));
  assert.deepEqual([...p.subarray(16, 20)], [19, 18, 17, 16]);
  assert.deepEqual(flipProbabilities(p, 4, [0, 1]), original);
});

Deno.test("movedProbabilities() of an unmoved image equal the stored ones", async () => {
  const p = movedProbabilities([map], geometry(0, 0), { map: size, patches });
  assert.ok(largestDifference(p, await computeSalience(image, size)) < 1e-7);
});

Deno.test("movedProbabilities() equals measuring the moved image, away from its new border", () => {
  for (const [top, left] of [[3, -4], [-2, 5], [-4, -4], [4, 0]] as const) {
    const moved = shifted(image, size, top, left), recomputed = sobelMagnitude(moved, size);
    // The patches that neither the new edge nor the edge of the image touches.
    const patch = { height: size.height / patches, width: size.width / patches };
    const inside = (k: number): boolean => {
      const y = Math.floor(k / patches) * patch.height + top, x = (k % patches) * patch.width + left;
      const whole = (from: number, length: number, side: number): boolean =>
        from >= 1 && from + length <= side - 1;
      return whole(y, patch.height, size.height) && whole(x, patch.width, size.width) &&
        whole(y - top, patch.height, size.height) && whole(x - left, patch.width, size.width);
    };
    const known = Array.from({ length: 16 }, (_, k) => k).filter(inside);
    assert.ok(known.length > 0);
    const share = (p: Float32Array): number[] => {
      const sum = known.reduce((total, k) => total + p[k]!, 0);
      return known.map((k) => p[k]! / sum);
    };
    const followed = movedProbabilities([map], geometry(top, left), { map: size, patches });
    const expected = pooledProbabilities(recomputed, size, patches);
    assert.ok(largestDifference(share(followed), share(expected)) < 1e-6, `${top}, ${left}`);
  }
});

Deno.test("movedProbabilities(): padding counts 0", () => {
  const p = movedProbabilities([map], geometry(0, -12), { map: size, patches });
  p.forEach((value, k) => assert.equal(value === 0, k % 4 < 2));
});

Deno.test("movedProbabilities(): the crop comes before the flip", () => {
  const layout = { map: size, patches };
  const cropped = movedProbabilities([map], geometry(2, -6), layout);
  const both = movedProbabilities([map], geometry(2, -6, 1), layout);
  assert.deepEqual(both, flipProbabilities(cropped, patches, [1]));
});

Deno.test("movedProbabilities(): padding alone is uniform", () => {
  const p = movedProbabilities([map], geometry(16, 0), { map: size, patches });
  assert.deepEqual(p, new Float32Array(16).fill(1 / 16));
});

Deno.test("movedProbabilities(): a map of another size moves in proportion", () => {
  const small = { height: 8, width: 12 };
  const p = movedProbabilities([map], geometry(2, -3), { map: size, image: small, patches });
  assert.deepEqual(p, movedProbabilities([map], geometry(4, -6), { map: size, patches }));
});

Deno.test("movedProbabilities() moves each image of a batch independently", () => {
  const other = sobelMagnitude(mirrored(image, size), size), layout = { map: size, patches };
  const batch = movedProbabilities([map, other], {
    top: Int16Array.of(1, -2),
    left: Int16Array.of(0, 3),
    flipped: Uint8Array.of(1, 0),
  }, layout);
  const first = movedProbabilities([map], geometry(1, 0, 1), layout);
  const second = movedProbabilities([other], geometry(-2, 3), layout);
  assert.deepEqual([...batch], [...first, ...second]);
});
