import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { differentiable, valueAndGradients } from "../../../src/backend/autograd.ts";
import {
  batchNorm,
  batchNormSilu,
  type BatchNormState,
  maxPool2d,
  silu,
} from "../../../src/backend/ops/mod.ts";
import { UsageError } from "../../../src/errors.ts";
import { noise, noiseVariable, relativeDifference, testOnEachBackend } from "../each_backend.ts";

const state = (channels: number): BatchNormState & Record<string, tf.Variable> => ({
  weight: noiseVariable([channels], 1),
  bias: noiseVariable([channels], 2),
  runningMean: noiseVariable([channels], 3),
  runningVariance: tf.tidy(() => tf.variable(tf.ones([channels]))),
});

/** Σ x · weights: every element has a different gradient. */
const weighted = (shape: number[]) => {
  const weights = tf.tensor(noise(shape.reduce((a, b) => a * b, 1), 9), shape);
  const sum = differentiable(
    (x: tf.Tensor): tf.Scalar => tf.sum(tf.mul(x, weights)),
    (upstream) => [tf.mul(upstream, weights)],
  );
  return { sum, dispose: () => weights.dispose() };
};

testOnEachBackend("batchNormSilu() is silu() of batchNorm(), with its gradients and statistics", async () => {
  const shape = [2, 5, 3, 8], before = tf.memory().numTensors;
  const x = noiseVariable(shape, 4), loss = weighted(shape), results: Float32Array[][] = [];
  for (const fused of [true, false]) {
    const own = state(8), settings = { training: true, momentum: 0.03, epsilon: 1e-3 };
    const image = x as tf.Tensor as tf.Tensor4D;
    const { value, gradients } = valueAndGradients(
      () => loss.sum(fused ? batchNormSilu(image, own, settings) : silu(batchNorm(image, own, settings))),
      new Map([["x", x], ["weight", own.weight], ["bias", own.bias]]),
    );
    const shown = tf.tidy(() =>
      fused
        ? batchNormSilu(image, own, { training: false })
        : silu(batchNorm(image, own, { training: false }))
    );
    const tensors = [value, ...gradients.values(), own.runningMean, own.runningVariance, shown];
    const read = [];
    for (const tensor of tensors) read.push(await (tensor as tf.Tensor).data() as Float32Array);
    results.push(read);
    tf.dispose([value, shown, ...gradients.values(), ...Object.values(own)]);
  }
  for (const [k, want] of results[1]!.entries()) {
    assert.ok(relativeDifference(results[0]![k]!, want) < 2e-5, `result ${k}`);
  }
  const wrong = state(4);
  assert.throws(
    () => batchNormSilu(x as tf.Tensor as tf.Tensor4D, wrong, { training: true }),
    (error) => error instanceof UsageError && error.message.includes("8 channels"),
  );
  tf.dispose([x, ...Object.values(wrong)]);
  loss.dispose();
  assert.equal(tf.memory().numTensors, before);
});

testOnEachBackend(
  "max pooling that keeps the size passes the gradient to the first of the largest",
  async (backend) => {
    const shape = [2, 6, 7, 3], upstream = weighted(shape);
    const x = tf.tidy(() =>
      tf.variable(tf.tensor(noise(252, 5).map((value) => Math.round(2 * value)), shape))
    );
    const { value, gradients } = valueAndGradients(
      () => upstream.sum(maxPool2d(x as tf.Tensor as tf.Tensor4D, { size: 5, stride: 1, padding: 2 })),
      new Map([["x", x]]),
    );
    const got = await gradients.get("x")!.data(), values = await x.data(), weights = noise(252, 9);
    const want = new Float32Array(252);
    const at = (n: number, y: number, column: number, c: number) => ((n * 6 + y) * 7 + column) * 3 + c;
    for (let index = 0; index < 252; index++) {
      const c = index % 3,
        column = Math.floor(index / 3) % 7,
        y = Math.floor(index / 21) % 6,
        n = Math.floor(index / 126);
      let best = -1;
      for (let dy = Math.max(y - 2, 0); dy <= Math.min(y + 2, 5); dy++) {
        for (let dx = Math.max(column - 2, 0); dx <= Math.min(column + 2, 6); dx++) {
          const place = at(n, dy, dx, c);
          // webgpu takes the last.
          if (
            best < 0 || values[place]! > values[best]! ||
            (backend === "webgpu" && values[place] === values[best])
          ) {
            best = place;
          }
        }
      }
      want[best]! += weights[index]!;
    }
    assert.ok(relativeDifference(got, want) < 1e-5);
    tf.dispose([value, x, ...gradients.values()]);
    upstream.dispose();
  },
);
