import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../../src/backend/mod.ts";
import { InputError } from "../../src/errors.ts";
import type { HostBatch, TrainingMethod } from "../../src/method/mod.ts";
import { createModel } from "../../src/model/mod.ts";
import { randomStream } from "../../src/random.ts";
import { learningRateSchedule } from "../../src/train/learning_rate.ts";
import type { Predictions } from "../../src/train/task/mod.ts";
import type { EpochMetrics } from "../../src/train/types.ts";
import { numbersOf, tinyDataset, tinyTraining } from "../../src/testing/tiny.ts";

await startBackend("wasm");

/** A method that records its calls. */
function recorder(calls: string[], batches: HostBatch[] = []): TrainingMethod {
  return {
    name: "recorder",
    prepare: ({ epochs, trainIndices }) => {
      calls.push(`prepare ${epochs} epochs, ${trainIndices.length} images`);
      return Promise.resolve();
    },
    epoch: (epoch) => {
      calls.push(`epoch ${epoch}`);
      return { ratio: 0.25 * epoch };
    },
    augment: (batch) => {
      calls.push(`augment ${batch.indices.length}`);
      return { ...batch, images: batch.images.map((value) => 255 - value) };
    },
    mask: (batch) => {
      calls.push(`mask ${batch.indices.length}`);
      batches.push(batch);
      return { kept: new Uint8Array(batch.indices.length * 4).fill(1), patches: 2 };
    },
    state: () => {
      calls.push("state");
      return { calls: calls.length };
    },
    restore: (state) => void calls.push(`restore ${JSON.stringify(state)}`),
  };
}

Deno.test("train() calls a method's hooks in their order, step by step", async () => {
  const calls: string[] = [], batches: HostBatch[] = [];
  const training = await tinyTraining({ method: recorder(calls, batches), augmentation: "flip", epochs: 2 });
  const state = await training.run({ checkpoint: () => Promise.resolve() });
  const steps = [8, 8, 4].flatMap((size) => [`augment ${size}`, `mask ${size}`]);
  assert.deepEqual(calls, [
    "prepare 2 epochs, 20 images",
    ...["epoch 0", ...steps, "state"],
    ...["epoch 1", ...steps, "state"],
  ]);
  assert.deepEqual(state.history.map(({ ratio }) => ratio), [0, 0.25]);
  const { original, images, geometry, shape } = batches[0]!;
  assert.ok(geometry !== undefined, "the loop's augmentation comes before the method's");
  assert.deepEqual(shape, [8, 8, 3]);
  assert.notDeepEqual(images, original);
  training.dispose();
});

Deno.test("train() resumes from a state: the method is restored before its epoch starts", async () => {
  const calls: string[] = [];
  const training = await tinyTraining({ method: recorder(calls), epochs: 2 });
  calls.length = 0;
  const first = await training.run({ epochs: 1 });
  calls.length = 0;
  const position = { epoch: 1, step: 0, lossSum: 0, correct: 0 };
  await training.run({ state: { ...first, position, method: { kept: 3 } } });
  assert.deepEqual(calls.slice(0, 2), ['restore {"kept":3}', "epoch 1"]);
  training.dispose();
});

Deno.test("train() uses every training image once per epoch, in an order set by the seed", async () => {
  const orders: number[][] = [];
  for (const seed of [1, 1, 2, 0]) {
    const batches: HostBatch[] = [];
    const trainIndices = Uint32Array.of(3, 5, 7, 11, 13, 17, 19, 2, 0);
    const training = await tinyTraining({
      method: recorder([], batches),
      seed,
      epochs: 2,
      batch: 4,
      trainIndices,
    });
    await training.run();
    const seen = batches.flatMap(({ indices }) => [...indices]);
    for (const epoch of [seen.slice(0, 9), seen.slice(9)]) {
      assert.deepEqual(epoch.toSorted((a, b) => a - b), [...trainIndices].sort((a, b) => a - b));
    }
    assert.notDeepEqual(seen.slice(0, 9), seen.slice(9), "another order in another epoch");
    orders.push(seen);
    training.dispose();
  }
  assert.deepEqual(orders[0], orders[1]);
  assert.notDeepEqual(orders[0], orders[2]);
  assert.notDeepEqual(orders[0], orders[3]);
});

Deno.test("train() reports one line of metrics per epoch, and learns", async () => {
  const lines: EpochMetrics[] = [], told: number[] = [];
  const learningRate = learningRateSchedule("step:at=3,factor=0.5", { base: 0.05, epochs: 6 });
  const training = await tinyTraining({ dataset: tinyDataset({ train: 60, test: 30 }), epochs: 6 });
  const state = await training.run({
    learningRate,
    epochDone: (metrics) => Promise.resolve(void lines.push(metrics)),
    onProgress: (done, total) => {
      assert.equal(total, 6 * 8);
      told.push(done);
    },
  });
  assert.deepEqual(state.history, lines);
  assert.deepEqual(lines.map(({ epoch }) => epoch), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(lines.map(({ learning_rate }) => learning_rate), [0.05, 0.05, 0.025, 0.025, 0.025, 0.025]);
  assert.deepEqual(told, Array.from({ length: 48 }, (_, index) => index + 1));
  for (const line of lines) {
    assert.equal(line.ratio, 0);
    assert.ok(!("validation_loss" in line));
    for (const share of [line.train_accuracy!, line.test_accuracy!]) assert.ok(share >= 0 && share <= 1);
  }
  assert.ok(lines.at(-1)!.train_loss < lines[0]!.train_loss, "the loss falls");
  assert.deepEqual(state.position, { epoch: 6, step: 0, lossSum: 0, correct: 0 });
  training.dispose();
});

Deno.test("train() evaluates every few epochs and after the last, without changing the training", async () => {
  const dataset = tinyDataset({ train: 24, test: 9 });
  const runOf = async (evaluateEvery: number) => {
    const training = await tinyTraining({ dataset, epochs: 7, evaluateEvery });
    const { history, selected } = await training.run(), numbers = await numbersOf(training.model);
    training.dispose();
    return { history, selected, numbers };
  };
  const each = await runOf(1), third = await runOf(3);
  assert.deepEqual(third.numbers, each.numbers);
  assert.deepEqual(third.selected, each.selected);
  each.history.forEach((metrics, index) => {
    const { test_loss: _, test_accuracy: __, ...rest } = metrics;
    assert.deepEqual(third.history[index], [3, 6, 7].includes(metrics.epoch) ? metrics : rest);
  });
});

Deno.test("train() selects only among the evaluated epochs", async () => {
  const training = await tinyTraining({ epochs: 5, evaluateEvery: 2, selection: "test" });
  const { selected, history } = await training.run();
  const evaluated = history.filter((metrics) => metrics.test_accuracy !== undefined);
  assert.deepEqual(evaluated.map(({ epoch }) => epoch), [2, 4, 5]);
  const best = Math.max(...evaluated.map(({ test_accuracy }) => test_accuracy!));
  assert.equal(selected!.metrics.test_accuracy, best);
  training.dispose();
});

Deno.test("train() chooses the epoch that it reports: the last, or the best on validation or test", async () => {
  const dataset = tinyDataset({ train: 40, test: 12 });
  const validationIndices = Uint32Array.from({ length: 12 }, (_, index) => index);
  const trainIndices = Uint32Array.from({ length: 28 }, (_, index) => index + 12);
  const histories: EpochMetrics[][] = [];
  for (const selection of ["last", "validation", "test"] as const) {
    const perEpoch: Predictions[] = [];
    const training = await tinyTraining({
      dataset,
      trainIndices,
      validationIndices,
      selection,
      epochs: 5,
      batch: 7,
    });
    const state = await training.run({
      checkpoint: ({ selected }) => Promise.resolve(void perEpoch.push(selected!.predictions)),
    });
    const { history, selected } = state;
    histories.push(history);
    const accuracies = history.map(({ validation_accuracy, test_accuracy }) =>
      selection === "validation" ? validation_accuracy! : selection === "test" ? test_accuracy! : 0
    );
    // The first of equals: a later epoch is selected only if it is better.
    const wanted = selection === "last" ? 4 : accuracies.indexOf(Math.max(...accuracies));
    assert.equal(selected!.metrics.epoch, wanted + 1, `${selection}: ${accuracies}`);
    assert.equal(selected!.predictions, perEpoch.at(-1));
    assert.equal(selected!.predictions, perEpoch[wanted]);
    const labels = dataset.test.labels;
    const right = selected!.predictions.filter((label, index) => label === labels[index]).length;
    assert.equal(right / 12, selected!.metrics.test_accuracy);
    training.dispose();
  }
  assert.deepEqual(histories[0], histories[1], "the choice changes no number");
  assert.deepEqual(histories[0], histories[2]);
});

Deno.test("train() stops with a remedy when the loss is not finite, and stores nothing of that epoch", async () => {
  const training = await tinyTraining({ learningRate: () => 1e30, epochs: 3 });
  let stored = 0;
  await assert.rejects(
    training.run({ checkpoint: () => Promise.resolve(void stored++) }),
    (error) =>
      error instanceof InputError && /epoch 1.*lower the learning rate \(it is 1e\+30\)/.test(error.message),
  );
  assert.equal(stored, 0);
  training.dispose();
});

Deno.test("train() gives the same numbers for the same seed", async () => {
  const results = [];
  for (const seed of [4, 4, 5]) {
    const training = await tinyTraining({ seed, augmentation: "flip,crop" });
    const { history } = await training.run();
    results.push({ history, numbers: await numbersOf(training.model) });
    training.dispose();
  }
  assert.deepEqual(results[0], results[1]);
  assert.notDeepEqual(results[0]!.history, results[2]!.history);
});

Deno.test("train() does not depend on the earlier contents of memory", async () => {
  const results = [];
  for (const dirty of [false, true]) {
    if (dirty) {
      const sizes = Array.from({ length: 18 }, (_, power) => 2 ** power);
      const garbage = sizes.flatMap((size) => [1, 2, 3, 4].map(() => tf.fill([size], NaN)));
      for (const tensor of garbage) await tensor.data();
      tf.dispose(garbage);
    }
    const model = createModel("resnet18:width=4", 3, randomStream(1, "weights"));
    const training = await tinyTraining({ model, augmentation: "flip,crop" });
    const { history } = await training.run();
    results.push({ history, numbers: await numbersOf(model) });
    training.dispose();
  }
  assert.deepEqual(results[1], results[0]);
});
