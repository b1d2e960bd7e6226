import assert from "node:assert/strict";
import { UsageError } from "../../src/errors.ts";
import { applyMaskToImages, applyMaskToInputs } from "../../src/masking/mod.ts";

const shape = [6, 4, 3] as const, elements = 6 * 4 * 3;

/** Tells whether an element of [2, 6, 4, 3] lies in a hidden patch, by definition. */
const isHidden = (kept: Uint8Array, i: number): boolean => {
  const x = Math.floor(i / 3) % 4, y = Math.floor(i / 12) % 6, image = Math.floor(i / elements);
  return kept[image * 4 + Math.floor(y / 3) * 2 + Math.floor(x / 2)] === 0;
};

const kept = Uint8Array.of(1, 0, 1, 0, 0, 1, 1, 1);

Deno.test("applyMaskToImages() makes hidden patches grey and leaves the other pixels and its input unchanged", () => {
  const images = Uint8Array.from({ length: 2 * elements }, (_, i) => i % 120), original = images.slice();
  const masked = applyMaskToImages(images, shape, { kept, patches: 2 });
  assert.deepEqual(images, original);
  masked.forEach((value, i) => assert.equal(value, isHidden(kept, i) ? 128 : original[i]));
});

Deno.test("applyMaskToInputs() fills with 0, a mean per image and channel, or a value per pixel", () => {
  const inputs = Float32Array.from({ length: 2 * elements }, (_, i) => 1 + i);
  const means = Float32Array.of(-1, -2, -3, -4, -5, -6), noise = inputs.map((value) => -value);
  applyMaskToInputs(inputs, shape, { kept, patches: 2 }).forEach((value, i) =>
    assert.equal(value, isHidden(kept, i) ? 0 : inputs[i])
  );
  applyMaskToInputs(inputs, shape, { kept, patches: 2, fill: means }).forEach((value, i) =>
    assert.equal(value, isHidden(kept, i) ? means[Math.floor(i / elements) * 3 + i % 3] : inputs[i])
  );
  applyMaskToInputs(inputs, shape, { kept, patches: 2, fill: noise }).forEach((value, i) =>
    assert.equal(value, isHidden(kept, i) ? noise[i] : inputs[i])
  );
});

Deno.test("masks that do not fit are rejected", () => {
  const images = new Uint8Array(2 * elements), inputs = new Float32Array(2 * elements);
  const refused = (run: () => void, text: RegExp): void =>
    assert.throws(run, (error) => error instanceof UsageError && text.test(error.message));
  refused(
    () => applyMaskToImages(images, shape, { kept: kept.subarray(4), patches: 2 }),
    /Cannot apply 1 masks to 2 images/,
  );
  refused(
    () => applyMaskToImages(images, shape, { kept: new Uint8Array(18), patches: 3 }),
    /3 does not divide 4; use 1 or 2/,
  );
  refused(
    () => applyMaskToInputs(inputs, shape, { kept, patches: 2, fill: new Float32Array(5) }),
    /Cannot use a fill of 5 numbers: give 6 or 144/,
  );
});
