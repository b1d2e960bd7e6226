import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { gelu, quickGelu, sigmoid, sigmoidCrossEntropy, silu } from "../../../src/backend/ops/mod.ts";
import { valueAndGradients } from "../../../src/backend/autograd.ts";
import { startBackend } from "../../../src/backend/mod.ts";
import { relativeDifference, testOnEachBackend } from "../each_backend.ts";

const points = [-4, -1.5, -0.3, 0, 0.7, 2, 6];

/** PyTorch's values at these points. */
const wanted = [
  [sigmoid, [0.01798621, 0.18242552, 0.42555748, 0.5, 0.66818777, 0.88079708, 0.99752738]],
  [silu, [-0.07194484, -0.27363829, -0.12766725, 0, 0.46773143, 1.7615942, 5.9851643]],
  [quickGelu, [-0.0044147241, -0.1083378, -0.11251587, 0, 0.53689394, 1.9356586, 5.9997796]],
  [gelu, [-0.00012668497, -0.1002108, -0.11462658, 0, 0.53062543, 1.9544997, 6]],
] as const;

testOnEachBackend("smooth activations equal PyTorch's", async () => {
  const x = tf.tensor1d(points);
  for (const [activation, want] of wanted) {
    const y = activation(x);
    assert.ok(relativeDifference(await y.data(), want) < 1e-6, activation.name);
    y.dispose();
  }
  x.dispose();
});

testOnEachBackend("smooth activations and their gradients are finite for large inputs", async () => {
  const x = tf.tidy(() => tf.variable(tf.tensor1d([-200, 200])));
  for (const [activation] of wanted) {
    const { value, gradients } = valueAndGradients(
      () => sigmoidCrossEntropy(activation<tf.Tensor>(x), tf.tensor1d([0, 1])),
      new Map([["x", x]]),
    );
    assert.ok((await value.data())[0]! < 1, activation.name);
    assert.ok((await gradients.get("x")!.data()).every(Number.isFinite), activation.name);
    tf.dispose([value, ...gradients.values()]);
  }
  x.dispose();
});

/** PyTorch's loss and gradient of these logits and targets, by positive weight. */
const logits = [-90, -2, 0, 1.5, 90, 90, -90], targets = [0, 0.3, 1, 0.5, 1, 0, 1];
const losses = [
  [1, 26.0530698, [0, -0.025828156, -0.071428571, 0.045367782, 0, 0.14285714, -0.14285714]],
  [2.5, 45.6456267, [0, -0.082450827, -0.17857143, 0.02582219, 0, 0.14285714, -0.35714286]],
] as const;

testOnEachBackend(
  "sigmoidCrossEntropy() equals PyTorch's loss and gradient, even for large logits",
  async () => {
    const x = tf.tidy(() => tf.variable(tf.tensor1d(logits)));
    const t = tf.tensor1d(targets);
    for (const [positiveWeight, loss, gradient] of losses) {
      const before = tf.memory().numTensors;
      const { value, gradients } = valueAndGradients(
        () => sigmoidCrossEntropy(x, t, { positiveWeight }),
        new Map([["x", x]]),
      );
      assert.ok(relativeDifference(await value.data(), [loss]) < 1e-6);
      assert.ok(relativeDifference(await gradients.get("x")!.data(), gradient) < 1e-6);
      tf.dispose([value, ...gradients.values()]);
      const alone = sigmoidCrossEntropy(x, t);
      assert.equal(tf.memory().numTensors, before + 1);
      alone.dispose();
    }
    tf.dispose([x, t]);
  },
);

Deno.test("sigmoidCrossEntropy() rejects shapes that do not match, naming them", async () => {
  await startBackend("cpu");
  assert.throws(() => sigmoidCrossEntropy(tf.ones([2, 3]), tf.ones([3])), /\[2,3\] with targets \[3\]/);
});
