import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { valueAndGradients } from "../../../src/backend/autograd.ts";
import { batchNorm } from "../../../src/backend/ops/mod.ts";
import { startBackend } from "../../../src/backend/mod.ts";
import { UsageError } from "../../../src/errors.ts";
import { noise, relativeDifference, testOnEachBackend } from "../each_backend.ts";
import { rank, weightedSum } from "./case.ts";

function freshState(channels: number) {
  return {
    weight: tf.variable(tf.tensor1d(noise(channels, 3))),
    bias: tf.variable(tf.tensor1d(noise(channels, 4))),
    runningMean: tf.variable(tf.tensor1d(noise(channels, 5))),
    runningVariance: tf.variable(tf.tensor1d(noise(channels, 6).map((v) => 1.5 + v))),
  };
}

const disposeState = (state: ReturnType<typeof freshState>) => tf.dispose(Object.values(state));

/** Mean and biased variance of each channel, in double precision. */
function statistics(x: Float32Array, channels: number): { mean: number[]; variance: number[] } {
  const rows = x.length / channels;
  const mean = new Array<number>(channels).fill(0);
  const variance = new Array<number>(channels).fill(0);
  x.forEach((value, k) => mean[k % channels]! += value / rows);
  x.forEach((value, k) => variance[k % channels]! += (value - mean[k % channels]!) ** 2 / rows);
  return { mean, variance };
}

for (
  const [what, shape, offset] of [
    ["8 channels", [3, 5, 4, 8], 0],
    ["5 channels", [3, 5, 4, 5], 0],
    ["a mean far from 0", [9, 16, 16, 4], 100],
  ] as const
) {
  testOnEachBackend(
    `batchNorm() normalises and updates the running statistics as PyTorch does: ${what}`,
    async () => {
      const channels = shape[3];
      const size = shape.reduce((a, b) => a * b, 1);
      const host = noise(size, 1).map((value) => value + offset);
      const x = tf.tensor4d(host, [...shape]);
      const state = freshState(channels);
      const before = [await state.runningMean.data(), await state.runningVariance.data()] as const;
      const y = batchNorm(x, state, { training: true });
      const { mean, variance } = statistics(host, channels);
      const rows = size / channels;
      const [weight, bias] = [await state.weight.data(), await state.bias.data()];
      const want = Array.from(host, (value, k) => {
        const c = k % channels;
        return (value - mean[c]!) / Math.sqrt(variance[c]! + 1e-5) * weight[c]! + bias[c]!;
      });
      const tolerance = offset === 0 ? 1e-5 : 1e-3;
      assert.ok(relativeDifference(await y.data(), want) < tolerance);
      const wantMean = mean.map((value, c) => 0.9 * before[0][c]! + 0.1 * value);
      const wantVariance = variance.map((v, c) => 0.9 * before[1][c]! + 0.1 * v * rows / (rows - 1));
      assert.ok(relativeDifference(await state.runningMean.data(), wantMean) < 1e-5);
      assert.ok(relativeDifference(await state.runningVariance.data(), wantVariance) < tolerance);
      tf.dispose([x, y]);
      disposeState(state);
    },
  );
}

testOnEachBackend("batchNorm() in inference uses the running statistics and leaves them alone", async () => {
  const state = freshState(4);
  const host = noise(2 * 3 * 3 * 4, 1);
  const rest = noise(host.length, 2);
  const x = tf.tensor4d(host, [2, 3, 3, 4]);
  const residual = tf.tensor4d(rest, [2, 3, 3, 4]);
  const y = batchNorm(x, state, { training: false, relu: true, residual });
  const names = ["weight", "bias", "runningMean", "runningVariance"] as const;
  const [w, b, m, v] = await Promise.all(names.map((name) => state[name].data()));
  const want = Array.from(host, (value, k) => {
    const c = k % 4;
    return Math.max((value - m![c]!) / Math.sqrt(v![c]! + 1e-5) * w![c]! + b![c]! + rest[k]!, 0);
  });
  assert.ok(relativeDifference(await y.data(), want) < 1e-5);
  assert.deepEqual([...await state.runningMean.data()], [...noise(4, 5)]);
  tf.dispose([x, y, residual]);
  disposeState(state);
});

testOnEachBackend("batchNorm() leaves only its result in memory", async () => {
  await tf.ready();
  const state = freshState(8);
  const x = tf.ones<tf.Rank.R4>([2, 3, 3, 8]);
  const before = tf.memory().numTensors;
  const y = batchNorm(x, state, { training: true, relu: true });
  assert.equal(tf.memory().numTensors, before + 1);
  tf.dispose([x, y]);
  disposeState(state);
});

Deno.test("batchNorm() rejects channels and shapes that do not match, naming them", async () => {
  await startBackend("cpu");
  const state = freshState(4);
  const x = tf.ones<tf.Rank.R4>([1, 2, 2, 3]);
  assert.throws(() => batchNorm(x, state, { training: true }), UsageError);
  const y = tf.ones<tf.Rank.R4>([1, 2, 2, 4]);
  const residual = tf.ones<tf.Rank.R4>([1, 2, 1, 4]);
  assert.throws(() => batchNorm(y, state, { training: true, residual }), /\[1,2,1,4\] to \[1,2,2,4\]/);
  disposeState(state);
});

testOnEachBackend("batchNorm() in inference mode passes gradients to x and the residual", async () => {
  const state = freshState(3), shape = [2, 2, 2, 3];
  const [x, residual] = [1, 2].map((seed) => tf.tidy(() => tf.variable(tf.tensor(noise(24, seed), shape))));
  const before = tf.memory().numTensors;
  const { value, gradients } = valueAndGradients(
    () => {
      const tail = { training: false, relu: true, residual: rank<tf.Tensor4D>(residual) };
      return weightedSum(batchNorm(rank<tf.Tensor4D>(x), state, tail));
    },
    new Map([["x", x!], ["residual", residual!]]),
  );
  const [weight, bias, mean, variance] = await Promise.all(
    Object.values(state).map(async (variable) => await variable.data()),
  );
  const host = [await x!.data(), await residual!.data()], weights = noise(24, 99);
  const slope = (k: number) => weight![k % 3]! / Math.sqrt(variance![k % 3]! + 1e-5);
  const forResidual = Array.from(weights, (upstream, k) => {
    const y = (host[0]![k]! - mean![k % 3]!) * slope(k) + bias![k % 3]! + host[1]![k]!;
    return y > 0 ? upstream : 0;
  });
  const forX = forResidual.map((upstream, k) => upstream * slope(k));
  assert.ok(forResidual.includes(0) && forResidual.some((upstream) => upstream !== 0));
  assert.ok(relativeDifference(await gradients.get("residual")!.data(), forResidual) < 1e-5);
  assert.ok(relativeDifference(await gradients.get("x")!.data(), forX) < 1e-5);
  assert.equal(tf.memory().numTensors, before + 3);
  const training = () =>
    valueAndGradients(
      () => weightedSum(batchNorm(rank<tf.Tensor4D>(x), state, { training: false })),
      new Map([["weight", state.weight]]),
    );
  assert.throws(training, /inference mode/);
  tf.dispose([value, x!, residual!, ...gradients.values()]);
  disposeState(state);
});
