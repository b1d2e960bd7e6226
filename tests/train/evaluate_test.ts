import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../../src/backend/mod.ts";
import { createModel, type Model } from "../../src/model/mod.ts";
import { randomStream } from "../../src/random.ts";
import { evaluate, predictLogits } from "../../src/train/evaluate.ts";
import { classification } from "../../src/train/task/classification.ts";
import { taskOf } from "../../src/train/task/mod.ts";
import { numbersOf, tinyDataset, tinyTraining } from "../../src/testing/tiny.ts";

await startBackend("wasm");

/** A model that returns the numbers it is given. */
function answering(logits: readonly number[][]): Model {
  let row = 0;
  return {
    name: "answering",
    classes: 3,
    forward: ({ shape: [batch] }, { training }) => {
      assert.equal(training, false);
      return tf.tensor2d(logits.slice(row, row += batch), [batch, 3]);
    },
    parameters: () => new Map(),
    buffers: () => new Map(),
    counters: () => new Map(),
    entries: () => [],
    dispose: () => {},
  };
}

Deno.test("evaluate() gives mean cross-entropy, accuracy and the first of equal classes", async () => {
  const { test, shape } = tinyDataset(); // labels 0, 1, 2, 0, 1, 2 …
  const logits = [[2, 0, 0], [5, 5, 1], [0, 0, 1000]];
  const { loss, accuracy, predictions } = await evaluate(
    answering(logits),
    classification(3),
    test,
    shape,
    Uint32Array.of(0, 1, 2),
    { batch: 2 },
  );
  assert.deepEqual(predictions, Int32Array.of(0, 0, 2));
  assert.equal(accuracy, 2 / 3);
  const wanted = [Math.log(1 + 2 * Math.exp(-2)), Math.log(2 + Math.exp(-4)), 0];
  assert.ok(Math.abs(loss - wanted.reduce((a, b) => a + b) / 3) < 1e-6);
});

Deno.test("evaluate() holds the activations inside one block, and those between blocks", async () => {
  const images = 64, { test, shape } = tinyDataset({ test: images }), pixels = shape[0] * shape[1];
  const model = createModel("resnet18:width=4", 3, randomStream(1, "weights"));
  const before = tf.memory().numBytes, activation = images * pixels * 4 * Float32Array.BYTES_PER_ELEMENT;
  let peak = 0;
  const afterConvolution = (x: tf.Tensor4D) => {
    peak = Math.max(peak, tf.memory().numBytes);
    return x;
  };
  const all = Uint32Array.from({ length: images }, (_, index) => index);
  await evaluate(model, classification(3), test, shape, all, { forward: { afterConvolution } });
  model.dispose();
  const held = (peak - before) / activation;
  assert.ok(held > 1 && held <= 8, `${held} of the largest activations`);
});

Deno.test("evaluate() uses the given images in their order, whatever the batch size", async () => {
  const dataset = tinyDataset({ test: 30 });
  const { model, run, dispose } = await tinyTraining({ dataset }), task = taskOf(model, dataset);
  await run();
  const before = await numbersOf(model);
  const forwards = Uint32Array.from({ length: 30 }, (_, index) => index), backwards = forwards.toReversed();
  const one = await evaluate(model, task, dataset.test, dataset.shape, forwards, { batch: 256 });
  const tensors = tf.memory().numTensors;
  const two = await evaluate(model, task, dataset.test, dataset.shape, backwards, { batch: 7 });
  assert.equal(tf.memory().numTensors, tensors);
  assert.deepEqual(two.predictions, one.predictions.toReversed());
  assert.equal(two.accuracy, one.accuracy);
  assert.ok(Math.abs(two.loss - one.loss) < 1e-6);
  assert.deepEqual(await numbersOf(model), before, "running statistics are left alone");
  dispose();
});

Deno.test("predictLogits() gives one row per image, even in the last, smaller batch", async () => {
  const asked: [number, number][] = [];
  const logits = await predictLogits(answering([[1, 2, 3], [4, 5, 6], [7, 8, 9]]), 3, 2, (start, end) => {
    asked.push([start, end]);
    return Promise.resolve(tf.zeros<tf.Rank.R4>([end - start, 8, 8, 3]));
  });
  assert.deepEqual(asked, [[0, 2], [2, 3]]);
  assert.deepEqual(logits, Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
});
