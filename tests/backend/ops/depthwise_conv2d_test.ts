import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { conv2d, depthwiseConv2d } from "../../../src/backend/ops/mod.ts";
import { startBackend } from "../../../src/backend/mod.ts";
import { noise, relativeDifference, testOnEachBackend } from "../each_backend.ts";

/** The same as a full convolution: [kh, kw, C, C] with the filter on the diagonal, 0 elsewhere. */
function diagonal(filter: Float32Array, channels: number): Float32Array {
  const full = new Float32Array(filter.length * channels);
  filter.forEach((value, k) => full[k * channels + k % channels] = value);
  return full;
}

for (
  const [x, filter, stride, padding] of [
    [[2, 5, 7, 3], [3, 3], 1, 1],
    [[2, 8, 6, 8], [3, 3], 2, 1],
    [[1, 9, 9, 5], [5, 3], 2, 2],
    [[3, 4, 4, 4], [2, 2], 1, 0],
  ] as const
) {
  testOnEachBackend(
    `depthwiseConv2d() of [${x}] with ${filter.join("×")}, stride ${stride}, is a diagonal convolution`,
    async () => {
      const [height, width] = filter, channels = x[3];
      const weights = noise(height * width * channels, 2);
      const image = tf.tensor4d(noise(tf.util.sizeFromShape([...x]), 1), [...x]);
      const own = tf.tensor4d(weights, [height, width, channels, 1]);
      const full = tf.tensor4d(diagonal(weights, channels), [height, width, channels, channels]);
      const y = depthwiseConv2d(image, own, { stride, padding });
      const want = conv2d(image, full, { stride, padding });
      assert.deepEqual(y.shape, want.shape);
      assert.ok(relativeDifference(await y.data(), await want.data()) < 1e-5);
      tf.dispose([image, own, full, y, want]);
    },
  );
}

Deno.test("depthwiseConv2d() rejects shapes that do not match, naming them", async () => {
  await startBackend("cpu");
  const x = tf.ones<tf.Rank.R4>([1, 4, 4, 3]);
  assert.throws(() => depthwiseConv2d(x, tf.ones<tf.Rank.R4>([3, 3, 3, 2])), /it must be \[kh, kw, 3, 1\]/);
  assert.throws(() => depthwiseConv2d(x, tf.ones<tf.Rank.R4>([3, 3, 4, 1])), /\[3,3,4,1\]/);
  assert.throws(() => depthwiseConv2d(x, tf.ones<tf.Rank.R4>([5, 5, 3, 1])), /with a 5×5 filter: too small/);
});
