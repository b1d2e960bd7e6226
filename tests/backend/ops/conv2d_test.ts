import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { conv2d, linear, softmaxCrossEntropy } from "../../../src/backend/ops/mod.ts";
import { startBackend } from "../../../src/backend/mod.ts";
import { UsageError } from "../../../src/errors.ts";
import { noise, relativeDifference, testOnEachBackend } from "../each_backend.ts";

/** The definition, in double precision. */
function convolve(
  x: Float32Array,
  [batch, height, width, inputs]: number[],
  filter: Float32Array,
  [filterHeight, filterWidth, , outputs]: number[],
  stride: number,
  padding: number,
): number[] {
  const outHeight = Math.floor((height! + 2 * padding - filterHeight!) / stride) + 1;
  const outWidth = Math.floor((width! + 2 * padding - filterWidth!) / stride) + 1;
  const result: number[] = [];
  for (let n = 0; n < batch!; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        for (let o = 0; o < outputs!; o++) {
          let sum = 0;
          for (let ky = 0; ky < filterHeight!; ky++) {
            for (let kx = 0; kx < filterWidth!; kx++) {
              const y = oy * stride + ky - padding, at = ox * stride + kx - padding;
              if (y < 0 || y >= height! || at < 0 || at >= width!) continue;
              for (let i = 0; i < inputs!; i++) {
                const pixel = x[((n * height! + y) * width! + at) * inputs! + i]!;
                sum += pixel * filter[((ky * filterWidth! + kx) * inputs! + i) * outputs! + o]!;
              }
            }
          }
          result.push(sum);
        }
      }
    }
  }
  return result;
}

for (
  const [x, filter, stride, padding] of [
    [[2, 5, 7, 3], [3, 3, 3, 10], 1, 1],
    [[2, 8, 6, 4], [3, 3, 4, 8], 2, 1],
    [[3, 7, 7, 5], [1, 1, 5, 4], 2, 0],
    [[1, 9, 9, 3], [7, 7, 3, 8], 2, 3],
  ] as const
) {
  testOnEachBackend(
    `conv2d() of [${x}] with [${filter}], stride ${stride}, is the sum that defines it`,
    async () => {
      const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
      const [image, weights] = [noise(size(x), 1), noise(size(filter), 2)];
      const inputs = [tf.tensor4d(image, [...x]), tf.tensor4d(weights, [...filter])] as const;
      const y = conv2d(...inputs, { stride, padding });
      const want = convolve(image, [...x], weights, [...filter], stride, padding);
      assert.ok(relativeDifference(await y.data(), want) < 1e-5);
      tf.dispose([...inputs, y]);
    },
  );
}

Deno.test("operations reject shapes that do not match, naming them", async () => {
  await startBackend("cpu");
  const x = tf.ones<tf.Rank.R4>([1, 4, 4, 3]);
  assert.throws(() => conv2d(x, tf.ones<tf.Rank.R4>([3, 3, 4, 8])), /3 channels against 4/);
  assert.throws(
    () => conv2d(x, tf.ones<tf.Rank.R4>([5, 5, 3, 8])),
    /4×4 pixels, padding 0, with a 5×5 filter/,
  );
  assert.throws(() => conv2d(x, tf.ones<tf.Rank.R4>([3, 3, 3, 8]), { stride: 0 }), UsageError);
  assert.throws(() => conv2d(x, tf.ones<tf.Rank.R4>([3, 3, 3, 8]), { padding: 0.5 }), UsageError);
  assert.throws(
    () => linear(tf.ones([2, 3]), tf.ones<tf.Rank.R2>([4, 5])),
    /\[2,3\] by a weight of shape \[4,5\]/,
  );
  assert.throws(() => softmaxCrossEntropy(tf.ones([2, 3]), tf.ones([2, 4])), /\[2,3\] with targets \[2,4\]/);
});
