import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../../../src/errors.ts";
import { blur, cbs, gaussianKernel } from "../../../src/method/cbs/mod.ts";
import { testOnEachBackend } from "../../backend/each_backend.ts";

Deno.test("a Gaussian kernel sums to 1, is symmetric, and narrows to the identity", () => {
  for (const sigma of [3, 1, 0.5, 0.1, 1e-3, 1e-9]) {
    const taps = gaussianKernel(sigma);
    assert.ok(Math.abs(taps.reduce((a, b) => a + b) - 1) < 1e-12);
    assert.equal(new Set([taps[0], taps[2], taps[6], taps[8]]).size, 1);
    assert.equal(new Set([taps[1], taps[3], taps[5], taps[7]]).size, 1);
  }
  assert.deepEqual([...gaussianKernel(1e-9)], [0, 0, 0, 0, 1, 0, 0, 0, 0]);
});

testOnEachBackend("blur() keeps channels separate, and darkens the zero-padded border", async () => {
  const x = tf.tidy(() => tf.mul(tf.ones<tf.Rank.R4>([1, 4, 4, 2]), tf.tensor4d([1, 10], [1, 1, 1, 2])));
  const before = tf.memory().numTensors;
  const y = tf.tidy(() => blur(x as tf.Tensor4D, gaussianKernel(1)));
  assert.equal(tf.memory().numTensors, before + 1);
  const values = await y.data(), at = (row: number, column: number) => (row * 4 + column) * 2;
  assert.ok(Math.abs(values[at(1, 1)]! - 1) < 1e-6 && Math.abs(values[at(1, 1) + 1]! - 10) < 1e-5);
  assert.ok(values[at(0, 1)]! < 0.8 && values[at(0, 0)]! < values[at(0, 1)]!);
  tf.dispose([x, y]);
});

Deno.test("cbs blurs at first, and costs nothing once the kernel is the identity", () => {
  const method = cbs({ std: 1, factor: 0.5, every: 1 });
  assert.ok(method.model!({ epoch: 0, epochs: 20 }).afterConvolution !== undefined);
  assert.equal(method.model!({ epoch: 12, epochs: 20 }).afterConvolution, undefined);
});

Deno.test("cbs rejects invalid blurs", () => {
  for (const wrong of [{ std: 0 }, { factor: 0 }, { factor: 1.1 }, { every: 0.5 }, { every: 0 }]) {
    assert.throws(() => cbs(wrong), UsageError);
  }
});
