import assert from "node:assert/strict";
import { resizeBilinear } from "../../src/data/resize.ts";
import { computeSalience, sobelMagnitude } from "../../src/salience/mod.ts";
import { createPooling } from "../../src/salience/pooling.ts";
import { readFixture } from "./fixture.ts";
import { fnv1a, referenceImage, type SalienceEntry } from "./reference_images.ts";

const { seed, tolerance, images } = readFixture<{
  seed: string;
  tolerance: { p_abs: number; mean_rel: number };
  images: SalienceEntry[];
}>("salience");

const assertClose = (actual: ArrayLike<number>, expected: number[], what: string): void => {
  assert.equal(actual.length, expected.length, what);
  expected.forEach((value, i) => {
    const difference = Math.abs(actual[i]! - value);
    assert.ok(difference <= tolerance.p_abs, `${what}: p[${i}] differs by ${difference}`);
  });
};

Deno.test("the images of the reference are made as it describes", () => {
  assert.ok(images.length > 0);
  for (const entry of images) {
    assert.equal(fnv1a(referenceImage(seed, entry)), entry.fnv1a_of_bytes, entry.name);
  }
});

Deno.test("computeSalience() with sobel equals OpenCV's gradient", async () => {
  for (const entry of images) {
    const size = { height: entry.size, width: entry.size };
    for (const [patches, expected] of Object.entries(entry.p)) {
      const p = await computeSalience(referenceImage(seed, entry), size, { patches: Number(patches) });
      assertClose(p, expected, `${entry.name}, ${patches}×${patches}`);
    }
  }
});

Deno.test("sobelMagnitude() equals OpenCV's at single pixels, borders and corners included", () => {
  const sampled = images.filter((entry) => entry.magnitude_at !== undefined);
  assert.ok(sampled.length > 0);
  for (const entry of sampled) {
    const map = sobelMagnitude(referenceImage(seed, entry), { height: entry.size, width: entry.size });
    for (const { y, x, c } of entry.magnitude_at!) {
      const mean = c.reduce((a, b) => a + b) / 3, difference = Math.abs(map[y * entry.size + x]! - mean);
      assert.ok(difference <= tolerance.mean_rel * mean, `${entry.name} at ${y}, ${x}: ${difference}`);
    }
  }
});

Deno.test("the block means of sobelMagnitude() equal OpenCV's", () => {
  for (const entry of images) {
    const size = { height: entry.size, width: entry.size };
    for (const [patches, expected] of Object.entries(entry.block_mean)) {
      const means = new Float64Array(expected.length);
      createPooling(size, Number(patches))(sobelMagnitude(referenceImage(seed, entry), size), means);
      expected.forEach((value, i) => {
        const difference = Math.abs(means[i]! - value);
        assert.ok(difference <= tolerance.mean_rel * Math.max(...expected), `${entry.name}: ${i}`);
      });
    }
  }
});

Deno.test("computeSalience() at another size resizes as Pillow does first", async () => {
  const resized = images.filter((entry) => entry.resized64_p !== undefined);
  assert.ok(resized.length > 0);
  for (const entry of resized) {
    const image = referenceImage(seed, entry), size = { height: entry.size, width: entry.size };
    const large = resizeBilinear(image, size, { height: 64, width: 64 });
    assert.equal(fnv1a(large), entry.resized64_fnv1a, entry.name);
    for (const [patches, expected] of Object.entries(entry.resized64_p!)) {
      const p = await computeSalience(image, size, { patches: Number(patches), size: 64 });
      assertClose(p, expected, `${entry.name} at 64, ${patches}×${patches}`);
    }
  }
});

Deno.test("computeSalience() gives the published test vector", async () => {
  const image = Uint8Array.from({ length: 16 * 16 * 3 }, (_, k) => {
    const c = k % 3, x = Math.floor(k / 3) % 16, y = Math.floor(k / 48);
    return (7 * y * y + 13 * x * x + 5 * x * y + 31 * c) % 256;
  });
  const p = await computeSalience(image, { height: 16, width: 16 });
  // deno-fmt-ignore
  assertClose(p, [
    0.068258, 0.053664, 0.077161, 0.050946, 0.060567, 0.046097, 0.060333, 0.043431,
    0.047293, 0.065295, 0.083481, 0.051748, 0.042588, 0.093504, 0.097734, 0.057901,
  ], "test vector");
});
