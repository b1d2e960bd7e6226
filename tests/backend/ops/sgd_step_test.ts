import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { linear, sgdStep } from "../../../src/backend/ops/mod.ts";
import { UsageError } from "../../../src/errors.ts";
import { relativeDifference, testOnEachBackend } from "../each_backend.ts";

interface OptimizerFixture {
  readonly tolerance: { readonly float32: number };
  readonly tensors: Readonly<Record<string, { shape: number[]; x0: number[]; t: number[]; h: number[] }>>;
  readonly optimizers: readonly {
    readonly name: string;
    readonly config: { kind: string; lr: number; momentum: number; nesterov: boolean; weightDecay: number };
    readonly losses: readonly number[];
    readonly params_after_step: Readonly<Record<string, Readonly<Record<string, number[]>>>>;
  }[];
}

const fixture: OptimizerFixture = JSON.parse(
  Deno.readTextFileSync(new URL("../../parity/reference/optim.json", import.meta.url)),
);

for (const { name, config, losses, params_after_step: wanted } of fixture.optimizers) {
  if (config.kind !== "sgd") continue;
  testOnEachBackend(`sgdStep() moves parameters as PyTorch's SGD does: ${name}`, async () => {
    const entries = Object.entries(fixture.tensors);
    const parameters = new Map(
      entries.map(([key, { x0, shape }]) => [key, tf.variable(tf.tensor(x0, shape))]),
    );
    const velocities = new Map<string, tf.Variable>();
    const { lr: learningRate, momentum, nesterov, weightDecay } = config;
    for (let step = 0; step < losses.length; step++) {
      const gradients = new Map<string, tf.Tensor>();
      for (const [key, { t, h, shape }] of entries) {
        const x = await parameters.get(key)!.data();
        // The toy problem's gradient, h · (x − t) + 0.3 cos 3x.
        const gradient = Array.from(x, (value, k) => h[k]! * (value - t[k]!) + 0.3 * Math.cos(3 * value));
        gradients.set(key, tf.tensor(gradient, shape));
      }
      sgdStep(parameters, gradients, velocities, { learningRate, momentum, nesterov, weightDecay });
      tf.dispose([...gradients.values()]);
      for (const [key, want] of Object.entries(wanted[step + 1] ?? {})) {
        const difference = relativeDifference(await parameters.get(key)!.data(), want);
        assert.ok(difference <= fixture.tolerance.float32, `${key} after step ${step + 1}: ${difference}`);
      }
    }
    assert.equal(velocities.size, momentum === 0 ? 0 : entries.length);
    tf.dispose([...parameters.values(), ...velocities.values()]);
  });
}

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

testOnEachBackend("a matrix product sees the weights that sgdStep() moved", async () => {
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
