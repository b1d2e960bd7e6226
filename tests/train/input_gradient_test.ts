import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { startBackend } from "../../src/backend/mod.ts";
import { softmaxCrossEntropy } from "../../src/backend/ops/mod.ts";
import { UsageError } from "../../src/errors.ts";
import { createModel, type Model } from "../../src/model/mod.ts";
import { randomStream } from "../../src/random.ts";
import { inputGradient, inputGradientSalience } from "../../src/train/input_gradient.ts";
import { noise, relativeDifference, testOnEachBackend } from "../backend/each_backend.ts";
import { numbersOf } from "../../src/testing/tiny.ts";

const SIDE = 8, image = { height: SIDE, width: SIDE };
const tinyModel = () => createModel("resnet18:width=2", 3, randomStream(1, "weights"));

/** The map of one image on the running backend, and how many tensors it left besides the map. */
async function mapOf(model: Model): Promise<{ values: Float32Array; left: number }> {
  const images = tf.tensor4d(noise(SIDE * SIDE * 3, 5), [1, SIDE, SIDE, 3]);
  const before = tf.memory().numTensors, map = inputGradient(model, images, [1]);
  const left = tf.memory().numTensors - before - 1, values = Float32Array.from(await map.data());
  tf.dispose([images, map]);
  return { values, left };
}

Deno.test("inputGradient() is the derivative of the loss at each pixel", async () => {
  await startBackend("cpu");
  const model = tinyModel(), values = noise(SIDE * SIDE * 3, 5);
  const input = (of: Float32Array) => tf.tensor4d(of, [1, SIDE, SIDE, 3]);
  const loss = (of: Float32Array) =>
    tf.tidy(() =>
      softmaxCrossEntropy(model.forward(input(of), { training: false }), tf.tensor2d([0, 1, 0], [1, 3]))
        .dataSync()[0]!
    );
  const images = input(values), map = inputGradient(model, images, [1]);
  const got = await map.data();
  const largest = Math.max(...got);
  assert.ok(largest > 0);
  for (const pixel of [0, 9, 27, 36, 63]) {
    let wanted = 0;
    for (let channel = 0; channel < 3; channel++) {
      const moved = (by: number) =>
        values.map((value, at) => at === pixel * 3 + channel ? value + by : value);
      wanted += Math.abs((loss(moved(0.01)) - loss(moved(-0.01))) / 0.02);
    }
    assert.ok(
      Math.abs(got[pixel]! - wanted) < 0.05 * largest,
      `pixel ${pixel}: ${got[pixel]}, not ${wanted}`,
    );
  }
  tf.dispose([images, map]);
  model.dispose();
});

testOnEachBackend(
  "inputGradient() agrees with cpu, leaves the model unchanged and leaks no tensors",
  async (backend) => {
    await startBackend("cpu");
    const reference = tinyModel(), wanted = await mapOf(reference);
    reference.dispose();
    await startBackend(backend);
    const model = tinyModel(), before = await numbersOf(model);
    const got = await mapOf(model);
    assert.equal(got.left, 0);
    assert.ok(relativeDifference(got.values, wanted.values) < 1e-3);
    assert.deepEqual(await numbersOf(model), before);
    const images = tf.zeros<tf.Rank.R4>([1, SIDE, SIDE, 3]);
    assert.throws(() => inputGradient(model, images, [3]), UsageError);
    images.dispose();
    model.dispose();
  },
);

Deno.test("inputGradientSalience() has one row per image, whatever the batch size", async () => {
  await startBackend("wasm");
  const random = randomStream(1, "images"), bytes = SIDE * SIDE * 3;
  const images = Uint8Array.from({ length: 5 * bytes }, () => random.integer(256));
  const read = (start: number, end: number) => Promise.resolve(images.subarray(start * bytes, end * bytes));
  const model = tinyModel(), task = { model, read, labels: [0, 1, 2, 0, 1], image, patches: 4 };
  const rows = await inputGradientSalience(task);
  assert.equal(rows.length, 5 * 16);
  for (let row = 0; row < 5; row++) {
    const values = rows.subarray(row * 16, row * 16 + 16);
    assert.ok(values.every((p) => p >= 0) && Math.abs(values.reduce((a, b) => a + b) - 1) < 1e-5);
    assert.ok(Math.max(...values) > 2 * Math.min(...values));
  }
  assert.ok(relativeDifference(await inputGradientSalience({ ...task, batch: 2 }), rows) < 1e-3);
  await assert.rejects(inputGradientSalience({ ...task, patches: 3 }), UsageError);
  model.dispose();
});
