import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { linear, sgdStep } from "../../../src/backend/ops/mod.ts";
import { UsageError } from "../../../src/errors.ts";
import { testOnEachBackend } from "../each_backend.ts";

testOnEachBackend("sgdStep() leaves a copy of a parameter alone", async () => {
  const w = tf.variable(tf.tensor1d([1, 2, 3]));
  const copy = tf.clone<tf.Tensor>(w);
  const gradient = tf.tensor1d([1, 1, 1]);
  const options = { learningRate: 1, momentum: 0, weightDecay: 0 };
  sgdStep(new Map([["w", w]]), new Map([["w", gradient]]), new Map(), options);
  assert.deepEqual([...await copy.data()], [1, 2, 3]);
  assert.deepEqual([...await w.data()], [0, 1, 2]);
  assert.throws(() => sgdStep(new Map([["w", w]]), new Map(), new Map(), options), UsageError);
  tf.dispose([w, copy, gradient]);
});

testOnEachBackend("a matrix product uses the weights that sgdStep() updated", async () => {
  const weight = tf.tidy(() => tf.variable(tf.tensor2d([1, 2, 3, 4], [2, 2])));
  const x = tf.tensor2d([1, 1], [1, 2]);
  const gradient = tf.ones([2, 2]);
  const velocities = new Map<string, tf.Variable>();
  const found: number[][] = [];
  for (let step = 0; step < 3; step++) {
    const y = linear(x, weight);
    found.push([...await y.data()]);
    y.dispose();
    const options = { learningRate: 1, momentum: 0.5, weightDecay: 0 };
    sgdStep(new Map([["w", weight]]), new Map([["w", gradient]]), velocities, options);
  }
  assert.deepEqual(found, [[4, 6], [2, 4], [-1, 1]]);
  tf.dispose([weight, x, gradient, ...velocities.values()]);
});
