import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { differentiable, valueAndGradients } from "../../../src/backend/autograd.ts";
import { batchNormSilu, conv2d } from "../../../src/backend/ops/mod.ts";
import { observeKernels, watchKernels } from "../../../src/backend/ops/watch.ts";
import { noiseVariable, testOnEachBackend } from "../each_backend.ts";

const sum = differentiable(
  (x: tf.Tensor): tf.Scalar => tf.sum(x),
  (upstream, x) => [tf.mul(upstream, tf.onesLike(x))],
);

testOnEachBackend(
  "watchKernels() counts an operation once, even if it is composed of others",
  async () => {
    const x = noiseVariable([2, 4, 4, 3], 1), channels = () => noiseVariable([3], 2);
    const state = {
      weight: channels(),
      bias: channels(),
      runningMean: channels(),
      runningVariance: channels(),
    };
    const { costs } = await watchKernels(() => {
      const { value, gradients } = valueAndGradients(
        () => sum(batchNormSilu(x as tf.Tensor as tf.Tensor4D, state, { training: true })),
        new Map([["x", x]]),
      );
      tf.dispose([value, ...gradients.values()]);
      return Promise.resolve();
    });
    const calls = Object.fromEntries(costs.map(({ name, calls }) => [name, calls]));
    assert.deepEqual(calls, { batchNormSiluTraining: 1, batchNormSiluGradient: 1, updateAverage: 2 });
    tf.dispose([x, ...Object.values(state)]);
  },
);

testOnEachBackend("observeKernels() still sees calls after one that threw", async () => {
  const image = tf.ones<tf.Rank.R4>([1, 4, 4, 3]), filter = tf.ones<tf.Rank.R4>([1, 1, 3, 2]);
  const seen: string[] = [];
  await observeKernels(({ name }) => {
    seen.push(name);
    if (seen.length === 1) throw new Error("stop");
  }, () => {
    assert.throws(() => conv2d(image, filter), /stop/);
    conv2d(image, filter).dispose();
    return Promise.resolve();
  });
  assert.deepEqual(seen, ["conv2d", "conv2d"]);
  tf.dispose([image, filter]);
});
