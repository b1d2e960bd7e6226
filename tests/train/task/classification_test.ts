import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { valueAndGradients } from "../../../src/backend/autograd.ts";
import { startBackend } from "../../../src/backend/mod.ts";
import { UsageError } from "../../../src/errors.ts";
import { classification } from "../../../src/train/task/classification.ts";
import { noise, noiseVariable, relativeDifference, testOnEachBackend } from "../../backend/each_backend.ts";
import { tinyDataset } from "../../../src/testing/tiny.ts";

const { train: split } = tinyDataset(); // labels 0, 1, 2, 0, 1, 2 …
const host = {
  indices: Uint32Array.of(1, 2),
  images: new Uint8Array(2 * 192),
  original: new Uint8Array(2 * 192),
  shape: [8, 8, 3] as const,
  geometry: undefined,
};

Deno.test("classification() has one-hot targets, and label smoothing mixes them with uniform ones", async () => {
  await startBackend("cpu");
  const rows = async (smoothing?: number) => {
    const { targets, known } = classification(3, smoothing).targets(split, Uint32Array.of(1, 2));
    assert.equal(known, undefined);
    const values = [...await targets.data()];
    targets.dispose();
    return values;
  };
  assert.deepEqual(await rows(), [0, 1, 0, 0, 0, 1]);
  const smoothed = await rows(0.3);
  [0.1, 0.8, 0.1, 0.1, 0.1, 0.8].forEach((want, k) => assert.ok(Math.abs(smoothed[k]! - want) < 1e-7));
  assert.deepEqual(classification(3).truth(split, Uint32Array.of(5, 0)), Int32Array.of(2, 0));
});

Deno.test("classification() rejects label smoothing outside 0 ≤ s < 1", () => {
  for (const smoothing of [1, -0.1, NaN]) assert.throws(() => classification(3, smoothing), UsageError);
});

testOnEachBackend("classification()'s gradient for soft targets is softmax minus target", async () => {
  const logits = noiseVariable([2, 3], 7);
  const soft = [0.2, 0.5, 0.3, 0.9, 0.05, 0.05], targets = tf.tensor2d(soft, [2, 3]);
  const batch = { images: tf.zeros<tf.Rank.R4>([2, 8, 8, 3]), targets, host };
  const { value, gradients } = valueAndGradients(
    () => classification(3).loss(logits as tf.Variable<tf.Rank.R2>, batch),
    new Map([["logits", logits as tf.Variable]]),
  );
  const x = noise(6, 7), want: number[] = [];
  let loss = 0;
  for (const row of [0, 1]) {
    const exps = [0, 1, 2].map((c) => Math.exp(x[row * 3 + c]!)), sum = exps.reduce((a, b) => a + b);
    exps.forEach((e, c) => {
      loss -= soft[row * 3 + c]! * Math.log(e / sum) / 2;
      want.push((e / sum - soft[row * 3 + c]!) / 2);
    });
  }
  assert.ok(Math.abs((await value.data())[0]! - loss) < 1e-5);
  assert.ok(relativeDifference(await gradients.get("logits")!.data(), want) < 1e-5);
  tf.dispose([logits, targets, batch.images, value, ...gradients.values()]);
});

Deno.test("classification() counts a prediction as correct if it is the largest mixed target, and resumes a stored count", async () => {
  await startBackend("cpu");
  const task = classification(3), running = task.running({ correct: 5 });
  const before = tf.memory().numTensors;
  const logits = tf.tensor2d([[1, 2, 0], [3, 1, 1]]), targets = tf.tensor2d([[0.4, 0.6, 0], [0, 0.3, 0.7]]);
  running.add(logits, { images: tf.zeros([2, 8, 8, 3]), targets, host });
  const progress = await running.read();
  assert.equal(progress.correct, 6);
  assert.equal(task.accuracy(progress, 12), 0.5);
  assert.equal(tf.memory().numTensors, before + 3, "the batch's own tensors are left");
  running.dispose();
});
