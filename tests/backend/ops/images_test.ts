import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { valueAndGradients } from "../../../src/backend/autograd.ts";
import {
  concatenate,
  expandBatch,
  linear,
  maxPool2d,
  reshape,
  slice,
  transpose,
  upsampleNearest2d,
} from "../../../src/backend/ops/mod.ts";
import { startBackend } from "../../../src/backend/mod.ts";
import { UsageError } from "../../../src/errors.ts";
import { testOnEachBackend } from "../each_backend.ts";

/** −1, −2 … −12 as 3×4 pixels: padding with 0 would win. */
const negative = Array.from({ length: 12 }, (_, k) => -1 - k);

testOnEachBackend("maxPool2d() gives PyTorch's values; padding never wins", async () => {
  const x = tf.tensor4d(negative, [1, 3, 4, 1]);
  const strided = maxPool2d(x, { size: 3, stride: 2, padding: 1 });
  const wide = maxPool2d(x, { size: 5, stride: 1, padding: 2 });
  assert.deepEqual([...await strided.data()], [-1, -2, -5, -6]);
  assert.deepEqual([...await wide.data()], [-1, -1, -1, -2, -1, -1, -1, -2, -1, -1, -1, -2]);
  tf.dispose([x, strided, wide]);
});

testOnEachBackend(
  "maxPool2d()'s gradient goes to the first of several largest; on webgpu to the last",
  async (backend) => {
    const x = tf.tidy(() => tf.variable(tf.zeros([1, 3, 3, 1])));
    const { value, gradients } = valueAndGradients(() => {
      const pooled = maxPool2d(x as tf.Tensor as tf.Tensor4D, { size: 2, stride: 1 });
      return reshape<tf.Rank.R0>(
        linear(reshape<tf.Rank.R2>(pooled, [1, 4]), tf.ones<tf.Rank.R2>([4, 1])),
        [],
      );
    }, new Map([["x", x]]));
    const [first, last] = [[1, 1, 0, 1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 0, 1, 1]];
    assert.deepEqual([...await gradients.get("x")!.data()], backend === "webgpu" ? last : first);
    tf.dispose([x, value, ...gradients.values()]);
  },
);

testOnEachBackend("upsampleNearest2d() repeats pixels", async () => {
  const x = tf.tensor4d([1, 10, 2, 20, 3, 30, 4, 40], [1, 2, 2, 2]);
  const y = upsampleNearest2d(x, 2);
  const row = (a: number, b: number) => [a, a * 10, a, a * 10, b, b * 10, b, b * 10];
  assert.deepEqual([...await y.data()], [...row(1, 2), ...row(1, 2), ...row(3, 4), ...row(3, 4)]);
  tf.dispose([x, y]);
});

testOnEachBackend("concatenate(), slice(), transpose() and expandBatch() move numbers", async () => {
  const a = tf.tensor2d([[1, 2], [3, 4]]), b = tf.tensor2d([[5], [6]]);
  const joined = concatenate([a, b]);
  const results = [joined, slice(joined, [0, 1], [-1, 2]), transpose(joined, [1, 0])];
  const one = tf.tensor2d([[7, 8]]);
  results.push(expandBatch(one, 2));
  const found = [];
  for (const result of results) found.push([...await result.data()]);
  assert.deepEqual(found, [[1, 2, 5, 3, 4, 6], [2, 5, 4, 6], [1, 3, 2, 4, 5, 6], [7, 8, 7, 8]]);
  tf.dispose([a, b, one, ...results]);
});

Deno.test("operations on images reject input that does not fit, naming it", async () => {
  await startBackend("cpu");
  const x = tf.ones<tf.Rank.R4>([1, 4, 4, 3]);
  assert.throws(() => maxPool2d(x, { size: 5 }), /4×4 pixels, padding 0, with a 5×5 window: too small/);
  assert.throws(() => maxPool2d(x, { size: 3, padding: 2 }), /padding 2: at most half the window of 3/);
  assert.throws(() => maxPool2d(x, { size: 0 }), UsageError);
  assert.throws(() => upsampleNearest2d(x, 1.5), /upsample by 1.5/);
  assert.throws(() => concatenate([]), UsageError);
  assert.throws(() => concatenate([x, tf.ones<tf.Rank.R4>([1, 4, 5, 3])]), /along axis 3: the shapes differ/);
});
