import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../../src/backend/mod.ts";
import { UsageError } from "../../src/errors.ts";
import { testOnEachBackend } from "../backend/each_backend.ts";
import { optimizerFactory } from "../../src/train/optimizer.ts";

await startBackend("cpu");

/** One weight of 1 under the gradients 1, 1, 1. */
function threeSteps(text: string): number[] {
  const variable = tf.variable(tf.tensor1d([1]));
  const optimizer = optimizerFactory(text)(new Map([["w", variable]]));
  const values = [1, 2, 3].map(() => {
    const gradient = tf.tensor1d([1]);
    optimizer.step(new Map([["w", gradient]]), 0.1);
    gradient.dispose();
    return variable.dataSync()[0]!;
  });
  optimizer.dispose();
  variable.dispose();
  return values;
}

function assertClose(got: readonly number[], wanted: readonly number[]): void {
  wanted.forEach((value, index) => assert.ok(Math.abs(got[index]! - value) < 1e-6, `${got}, not ${wanted}`));
}

Deno.test("sgd follows PyTorch's rule", () => {
  assertClose(threeSteps("sgd:momentum=0,weight_decay=0"), [0.9, 0.8, 0.7]);
  assertClose(threeSteps("sgd:momentum=0.9,weight_decay=0"), [0.9, 0.71, 0.439]);
  assertClose(threeSteps("sgd:momentum=0,weight_decay=0.5"), [0.85, 0.7075, 0.572125]);
  // The step is the gradient plus 0.9 times the velocity: 1.9, then 2.71, then 3.439.
  assertClose(threeSteps("sgd:momentum=0.9,weight_decay=0,nesterov=true"), [0.81, 0.539, 0.1951]);
});

Deno.test("sgd does not decay biases and batch normalisation on request", () => {
  const parameters = new Map([["w", tf.variable(tf.ones([1, 1]))], ["b", tf.variable(tf.ones([1]))]]);
  const spec = "sgd:momentum=0,weight_decay=0.5,decayed=weights",
    optimizer = optimizerFactory(spec)(parameters);
  const gradients = new Map([["w", tf.zeros([1, 1])], ["b", tf.zeros([1])]]);
  optimizer.step(gradients, 0.1);
  assert.equal(optimizer.name, spec);
  assertClose([...parameters.values()].map((variable) => variable.dataSync()[0]!), [0.95, 1]);
  optimizer.dispose();
  tf.dispose([...parameters.values(), ...gradients.values()]);
});

Deno.test("adamax and adamw follow PyTorch's rules", () => {
  // Equal gradients: both moments are their bias corrections' times the gradient, so a step is the learning rate.
  assertClose(threeSteps("adamax"), [0.9, 0.8, 0.7]);
  assertClose(threeSteps("adamw:weight_decay=0"), [0.9, 0.8, 0.7]);
  // AdamW first takes 0.1 · 0.5 of the weight away.
  assertClose(threeSteps("adamw:weight_decay=0.5"), [0.85, 0.7075, 0.572125]);
});

Deno.test("adamax and adamw have PyTorch's settings by default", () => {
  const settings = "beta1=0.9,beta2=0.999,eps=1e-8,weight_decay";
  assert.equal(optimizerFactory("adamax")(new Map()).name, `adamax:${settings}=0`);
  assert.equal(optimizerFactory("adamw")(new Map()).name, `adamw:${settings}=0.01`);
  const own = "adamw:beta1=0.5,beta2=0.9,eps=0.001,weight_decay=0.05";
  assert.equal(optimizerFactory(own)(new Map()).name, own);
});

Deno.test("sgd has the published settings by default", () => {
  assert.equal(optimizerFactory("sgd")(new Map()).name, "sgd:momentum=0.9,weight_decay=0.0005");
  const own = "sgd:momentum=0.5,weight_decay=0,nesterov=true";
  assert.equal(optimizerFactory(own)(new Map()).name, own);
});

for (
  const [name, names] of [
    ["sgd", ["w.momentum_buffer"]],
    ["adamax", ["step", "w.exp_avg", "w.exp_inf"]],
    ["adamw", ["step", "w.exp_avg", "w.exp_avg_sq"]],
  ] as const
) {
  Deno.test(`${name}'s state has tensors of the parameter's shape, and dispose() frees them all`, () => {
    const variable = tf.variable(tf.zeros([2, 3]));
    const before = tf.memory().numTensors;
    const optimizer = optimizerFactory(name)(new Map([["w", variable]]));
    assert.deepEqual([...optimizer.state().keys()], names);
    for (const [key, { shape }] of optimizer.state()) assert.deepEqual(shape, key === "step" ? [] : [2, 3]);
    optimizer.dispose();
    assert.equal(tf.memory().numTensors, before);
    variable.dispose();
  });

  testOnEachBackend(`${name} resumes from a stored state as if it had never stopped`, async () => {
    const gradients = [0.5, -2, 1].map((scale) => tf.tensor1d([scale, 3 * scale]));
    const run = (steps: readonly tf.Tensor[], weight: tf.Variable, from?: ReadonlyMap<string, tf.Tensor>) => {
      const optimizer = optimizerFactory(name)(new Map([["w", weight]]));
      for (const [key, value] of from ?? []) optimizer.state().get(key)!.assign(value);
      for (const gradient of steps) optimizer.step(new Map([["w", gradient]]), 0.1);
      return optimizer;
    };
    const start = tf.tensor1d([1, 2]);
    const [straight, stopped] = [tf.variable(start), tf.variable(start)];
    const whole = run(gradients, straight);
    const first = run(gradients.slice(0, 2), stopped);
    const rest = run(gradients.slice(2), stopped, first.state());
    assert.deepEqual(await stopped.data(), await straight.data());
    [whole, first, rest].forEach((optimizer) => optimizer.dispose());
    tf.dispose([start, straight, stopped, ...gradients]);
  });
}

Deno.test("optimizerFactory() rejects unknown optimizers", () => {
  for (
    const text of [
      "",
      "adam",
      "sgd:lr=1",
      "sgd:momentum=1.5",
      "sgd:weight_decay=-1",
      "sgd:nesterov=yes",
      "adamax:momentum=0.9",
      "adamw:beta2=2",
    ]
  ) {
    assert.throws(() => optimizerFactory(text), UsageError, text);
  }
});
