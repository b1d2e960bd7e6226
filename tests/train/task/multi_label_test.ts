import assert from "node:assert/strict";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs-core";
import { valueAndGradients } from "../../../src/backend/autograd.ts";
import { startBackend } from "../../../src/backend/mod.ts";
import { InputError, UsageError } from "../../../src/errors.ts";
import { createModel } from "../../../src/model/mod.ts";
import { randomStream } from "../../../src/random.ts";
import { loadCheckpoint, saveCheckpoint } from "../../../src/train/checkpoint.ts";
import { multiLabel } from "../../../src/train/task/multi_label.ts";
import { type Evaluation, type Task, taskOf } from "../../../src/train/task/mod.ts";
import { inTempDir } from "../../end_to_end/command.ts";
import { noise, noiseVariable, relativeDifference, testOnEachBackend } from "../../backend/each_backend.ts";
import { allOf, numbersOf, tinyDataset, tinyMultiLabel, tinyTraining } from "../../../src/testing/tiny.ts";

const host = {
  indices: Uint32Array.of(0, 1),
  images: new Uint8Array(2 * 192),
  original: new Uint8Array(2 * 192),
  shape: [8, 8, 3] as const,
  geometry: undefined,
};
const softplus = (x: number) => Math.log1p(Math.exp(x)), sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

for (const known of [undefined, [1, 0, 1, 1, 0, 1]]) {
  const which = known === undefined ? "all labels" : "the known labels alone";
  testOnEachBackend(`multiLabel() learns from ${which}, by sigmoid minus target`, async () => {
    const logits = noiseVariable([2, 3], 11) as tf.Variable<tf.Rank.R2>;
    const labels = [1, 1, 0, 0, 0, 1], x = noise(6, 11), weights = known ?? labels.map(() => 1);
    const targets = tf.tensor2d(labels, [2, 3]), images = tf.zeros<tf.Rank.R4>([2, 8, 8, 3]);
    const mask = known && tf.tensor2d(known, [2, 3]);
    const { value, gradients } = valueAndGradients(
      () => multiLabel(3).loss(logits, { images, targets, known: mask, host }),
      new Map([["logits", logits as tf.Variable]]),
    );
    const count = weights.reduce((a, b) => a + b);
    const loss = labels.reduce((sum, t, k) => sum + weights[k]! * (softplus(x[k]!) - t * x[k]!), 0) / count;
    assert.ok(Math.abs((await value.data())[0]! - loss) < 1e-5);
    const want = labels.map((t, k) => weights[k]! * (sigmoid(x[k]!) - t) / count);
    assert.ok(relativeDifference(await gradients.get("logits")!.data(), want) < 1e-5);
    tf.dispose([logits, targets, images, value, ...gradients.values(), ...(mask ? [mask] : [])]);
  });
}

Deno.test("multiLabel() has targets of 0 and 1, and marks unknown ones", async () => {
  await startBackend("cpu");
  const { train } = tinyMultiLabel({ unknown: true }), task = multiLabel(3);
  const some = task.targets(train, Uint32Array.of(0, 1)), all = task.targets(train, Uint32Array.of(1, 2));
  assert.deepEqual([...await some.targets.data()], [1, 1, 0, 0, 1, 0]);
  assert.deepEqual([...await some.known!.data()], [1, 1, 0, 1, 1, 1]);
  assert.equal(all.known, undefined);
  assert.deepEqual(task.truth(train, Uint32Array.of(0, 1)), Uint8Array.of(1, 1, 255, 0, 1, 0));
  tf.dispose([some.targets, some.known!, all.targets]);
});

/** The task's evaluation of logits. */
async function judged(
  logits: number[][],
  ...[split, indices]: Parameters<Task["judge"]>
): Promise<Evaluation> {
  const judge = multiLabel(3).judge(split, indices), output = tf.tensor2d(logits);
  await judge.add(output);
  output.dispose();
  return judge.result();
}

Deno.test("multiLabel() evaluates binary cross-entropy of known labels, and mean average precision", async () => {
  const { train } = tinyMultiLabel({ unknown: true });
  const logits = [[3, 1, 9], [-2, 0.5, -1]];
  const { loss, accuracy, predictions } = await judged(logits, train, Uint32Array.of(0, 1));
  const wanted = [softplus(-3), softplus(-1), softplus(-2), softplus(-0.5), softplus(-1)];
  assert.ok(Math.abs(loss - wanted.reduce((a, b) => a + b) / 5) < 1e-9);
  assert.equal(accuracy, 1); // class 0: image 0 first; class 1: both images; class 2 is in neither
  assert.ok(Math.abs(predictions[0]! - sigmoid(3)) < 1e-6);
  assert.ok(predictions instanceof Float32Array && predictions.length === 6);
});

Deno.test("taskOf() follows the data set's labels, and rejects smoothing of multi-label ones", () => {
  const model = createModel("resnet18:width=2", 3, randomStream(1, "weights"));
  assert.equal(taskOf(model, tinyDataset()).metric, "accuracy");
  assert.equal(taskOf(model, tinyMultiLabel()).metric, "map");
  assert.throws(() => taskOf(model, tinyMultiLabel(), { labelSmoothing: 0.1 }), UsageError);
  assert.throws(() => taskOf(model, tinyDataset(), { definition: "voc2007" }), UsageError);
  model.dispose();
  assert.throws(() => multiLabel(3).truth(tinyDataset().test, Uint32Array.of(0)), InputError);
});

Deno.test("a multi-label training learns, reports mean average precision, and resumes to identical numbers", async () => {
  await startBackend("wasm");
  await inTempDir(async (folder) => {
    const dataset = tinyMultiLabel({ train: 60, test: 30, unknown: true }),
      path = join(folder, "last.safetensors");
    const make = () => tinyTraining({ dataset, epochs: 6, batch: 8, methodSpec: "conventional" });
    const whole = await make();
    const before = tf.memory().numTensors;
    const { history, selected } = await whole.run();
    assert.equal(tf.memory().numTensors, before, "no tensor is left over");
    assert.ok(history.every(({ metric }) => metric === "map"));
    assert.ok(history.at(-1)!.train_loss < history[0]!.train_loss);
    assert.ok(history.at(-1)!.test_accuracy! > 0.8, `${history.at(-1)!.test_accuracy}`);
    assert.ok(selected!.predictions instanceof Float32Array);
    assert.equal(selected!.predictions.length, 30 * 3);
    const logit = (k: number) => Math.log(selected!.predictions[k]! / (1 - selected!.predictions[k]!));
    const again = await judged(
      Array.from({ length: 30 }, (_, image) => [0, 1, 2].map((c) => logit(3 * image + c))),
      dataset.test,
      allOf(dataset.test),
    );
    assert.ok(Math.abs(again.accuracy - selected!.metrics.test_accuracy) < 1e-6);

    const stopped = await make();
    let steps = 0;
    await assert.rejects(
      stopped.run({
        stepDone: () => Promise.resolve(void steps++),
        checkpointDue: () => steps === 11, // eight steps an epoch: within the second
        checkpoint: async (state) => {
          await saveCheckpoint(path, state, stopped.model, stopped.optimizer, {});
          if (state.position.step > 0) throw new Error("stop");
        },
      }),
      /stop/,
    );
    const resumed = await make();
    const state = await loadCheckpoint(path, resumed.model, resumed.optimizer);
    assert.equal(state!.answers!.scores.length, 3 * 8 * 3);
    const last = await resumed.run({ state: state! });
    assert.deepEqual(last.history, history);
    assert.deepEqual(last.selected, selected);
    assert.deepEqual(await numbersOf(resumed.model), await numbersOf(whole.model));
    for (const training of [whole, stopped, resumed]) training.dispose();
  });
});
