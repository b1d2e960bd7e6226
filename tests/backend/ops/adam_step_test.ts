import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { adamaxStep, adamwStep, freshAdamState, linear } from "../../../src/backend/ops/mod.ts";
import { startBackend } from "../../../src/backend/mod.ts";
import { UsageError } from "../../../src/errors.ts";
import { testOnEachBackend } from "../each_backend.ts";

const options = { learningRate: 1, beta1: 0.5, beta2: 0.5, epsilon: 1e-8, weightDecay: 0.5 };

for (const step of [adamaxStep, adamwStep]) {
  testOnEachBackend(`${step.name}() leaves copies and the gradient alone`, async () => {
    const w = tf.tidy(() => tf.variable(tf.tensor1d([1, 2, 3, 4, 5])));
    const parameters = new Map([["w", w]]);
    const state = freshAdamState(parameters);
    const gradient = tf.ones([5]);
    const copies = [tf.clone<tf.Tensor>(w), tf.clone<tf.Tensor>(state.moments.get("w")!.first)];
    step(parameters, new Map([["w", gradient]]), state, options);
    step(parameters, new Map([["w", gradient]]), state, options);
    assert.deepEqual([...await copies[0]!.data()], [1, 2, 3, 4, 5]);
    assert.deepEqual([...await copies[1]!.data()], [0, 0, 0, 0, 0]);
    assert.deepEqual([...await gradient.data()], [1, 1, 1, 1, 1]);
    assert.notDeepEqual([...await w.data()], [1, 2, 3, 4, 5]);
    const { first, second } = state.moments.get("w")!;
    tf.dispose([w, gradient, ...copies, state.step, first, second]);
  });

  testOnEachBackend(`a matrix product uses the weights that ${step.name}() updated`, async () => {
    const weight = tf.tidy(() => tf.variable(tf.tensor2d([1, 2, 3, 4], [2, 2])));
    const parameters = new Map([["w", weight]]);
    const state = freshAdamState(parameters);
    const x = tf.tensor2d([1, 1], [1, 2]), gradient = tf.ones([2, 2]);
    const found: number[][] = [];
    for (let k = 0; k < 3; k++) {
      const y = linear(x, weight);
      found.push(Array.from(await y.data(), (value) => Math.round(value * 1000) / 1000));
      y.dispose();
      step(parameters, new Map([["w", gradient]]), state, { ...options, weightDecay: 0 });
    }
    assert.deepEqual(found, [[4, 6], [2, 4], [0, 2]]);
    const { first, second } = state.moments.get("w")!;
    tf.dispose([weight, x, gradient, state.step, first, second]);
  });
}

Deno.test("adamaxStep() and adamwStep() reject a parameter without gradient or moments, naming it", async () => {
  await startBackend("cpu");
  const parameters = new Map([["w", tf.variable(tf.zeros([2]))]]);
  const state = freshAdamState(parameters);
  assert.throws(() => adamwStep(parameters, new Map(), state, options), /"w": it has no gradient/);
  const other = freshAdamState(new Map());
  const gradients = new Map([["w", tf.zeros([2])]]);
  assert.throws(() => adamaxStep(parameters, gradients, other, options), UsageError);
});
