import assert from "node:assert/strict";
import { applyMaskToInputs, createFill, meanFill, noiseFill } from "../../src/masking/mod.ts";
import { randomStream } from "../../src/random.ts";

const shape = [4, 4, 3] as const;

Deno.test("meanFill() is the mean of the normalised image, per channel", () => {
  const images = Uint8Array.from({ length: 2 * 4 * 4 * 3 }, (_, i) => (i * 37) % 256);
  const fill = meanFill(images, shape, { mean: 0.4, std: 0.2 });
  for (let image = 0; image < 2; image++) {
    for (let c = 0; c < 3; c++) {
      const pixels = [...images.subarray(image * 48, image * 48 + 48)].filter((_, i) => i % 3 === c);
      const mean = pixels.reduce((sum, value) => sum + (value / 255 - 0.4) / 0.2, 0) / pixels.length;
      assert.ok(Math.abs(fill[image * 3 + c]! - mean) < 1e-6);
    }
  }
});

Deno.test("noiseFill() is standard normal where patches are hidden, and 0 elsewhere", () => {
  const large = [60, 60, 3] as const, kept = Uint8Array.of(0, 1, 1, 0);
  const fill = noiseFill(kept, 2, large, randomStream(1, "tests/noise"));
  assert.equal(fill.length, 60 * 60 * 3);
  const hidden = [...fill].filter((_, i) => {
    const x = Math.floor(i / 3) % 60, y = Math.floor(i / 180);
    return (x < 30) === (y < 30);
  });
  assert.ok(hidden.every((value) => value !== 0));
  assert.equal(fill.filter((value) => value !== 0).length, hidden.length);
  const n = hidden.length, mean = hidden.reduce((a, b) => a + b) / n;
  const variance = hidden.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  const fourth = hidden.reduce((sum, value) => sum + (value - mean) ** 4, 0) / n;
  assert.ok(Math.abs(mean) < 4.5 / Math.sqrt(n));
  assert.ok(Math.abs(variance - 1) < 4.5 * Math.sqrt(2 / n));
  assert.ok(Math.abs(fourth - 3) < 4.5 * Math.sqrt(96 / n));
});

Deno.test("createFill() creates each kind of fill in the shape that a mask expects", () => {
  const images = new Uint8Array(48).fill(255),
    kept = Uint8Array.of(0, 1, 1, 1),
    random = randomStream(1, "fill");
  const inputs = new Float32Array(48).fill(0.5);
  const masked = (kind: "zero" | "mean" | "noise"): Float32Array => {
    const fill = createFill(kind, images, { kept, patches: 2 }, shape, random);
    return applyMaskToInputs(inputs, shape, { kept, patches: 2, ...(fill && { fill }) });
  };
  assert.deepEqual([...masked("zero").subarray(0, 7)], [0, 0, 0, 0, 0, 0, 0.5]);
  assert.deepEqual([...masked("mean").subarray(0, 7)], [1, 1, 1, 1, 1, 1, 0.5]);
  const noise = masked("noise");
  assert.equal(noise.filter((value) => value !== 0.5).length, 12);
  assert.equal(new Set(noise).size, 13);
});
