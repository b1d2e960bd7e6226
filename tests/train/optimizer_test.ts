import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../../src/backend/mod.ts";
import { UsageError } from "../../src/errors.ts";
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

Deno.test("sgd has the published settings by default", () => {
  assert.equal(optimizerFactory("sgd")(new Map()).name, "sgd:momentum=0.9,weight_decay=0.0005");
  const own = "sgd:momentum=0.5,weight_decay=0,nesterov=true";
  assert.equal(optimizerFactory(own)(new Map()).name, own);
});

Deno.test("an optimizer's state has one tensor per parameter, of its shape", () => {
  const variable = tf.variable(tf.zeros([2, 3]));
  const before = tf.memory().numTensors;
  const optimizer = optimizerFactory("sgd")(new Map([["linear.weight", variable]]));
  assert.deepEqual([...optimizer.state().keys()], ["linear.weight.momentum_buffer"]);
  assert.deepEqual([...optimizer.state().values()][0]!.shape, [2, 3]);
  optimizer.dispose();
  assert.equal(tf.memory().numTensors, before);
  variable.dispose();
});

Deno.test("optimizerFactory() refuses what it does not know", () => {
  for (
    const text of ["", "adam", "sgd:lr=1", "sgd:momentum=1.5", "sgd:weight_decay=-1", "sgd:nesterov=yes"]
  ) {
    assert.throws(() => optimizerFactory(text), UsageError, text);
  }
});
