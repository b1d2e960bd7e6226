/** How the loop uses the hooks that work on the device, and random streams. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../../src/backend/mod.ts";
import { dropout } from "../../src/backend/ops/mod.ts";
import { UsageError } from "../../src/errors.ts";
import type { TrainingMethod, UpdateContext } from "../../src/method/mod.ts";
import { createModel, type ForwardOptions, type Model } from "../../src/model/mod.ts";
import { randomStream } from "../../src/random.ts";
import { loadCheckpoint, saveCheckpoint } from "../../src/train/checkpoint.ts";
import { evaluate } from "../../src/train/evaluate.ts";
import { taskOf } from "../../src/train/task/mod.ts";
import { inTempDir } from "../end_to_end/command.ts";
import { allOf, numbersOf, tinyDataset, tinyTraining } from "../../src/testing/tiny.ts";

await startBackend("wasm");

/** A ResNet-18 whose forward passes can be observed and changed. */
function watched(see: (images: tf.Tensor4D, options: ForwardOptions) => tf.Tensor4D): Model {
  const model = createModel("resnet18:width=2", 3, randomStream(1, "weights"));
  return { ...model, forward: (images, options) => model.forward(see(images, options), options) };
}

Deno.test("train() applies a method's forward changes to training and evaluation alike, epoch by epoch", async () => {
  const seen: string[] = [];
  const blur = [1, 2].map((level) => ({
    afterConvolution: (x: tf.Tensor4D) => tf.mul<tf.Tensor4D>(x, level),
  }));
  const method: TrainingMethod = {
    name: "blur",
    model: ({ epoch, epochs }) => {
      assert.equal(epochs, 2);
      return blur[epoch]!;
    },
  };
  const model = watched((images, { training, afterConvolution }) => {
    seen.push(
      `${training ? "step" : "test"} ${blur.findIndex((own) => own.afterConvolution === afterConvolution)}`,
    );
    return images;
  });
  const training = await tinyTraining({ model, method, epochs: 2 });
  await training.run();
  const epoch = (level: number) => [...["step", "step", "step"], "test"].map((what) => `${what} ${level}`);
  assert.deepEqual(seen, [...epoch(0), ...epoch(1)]);

  const { test, shape } = tinyDataset();
  await evaluate(model, taskOf(model, tinyDataset()), test, shape, allOf(test), { forward: blur[0]! });
  assert.equal(seen.at(-1), "test 0");
  training.dispose();
});

Deno.test("train() feeds the network a method's images and targets, and frees the others", async () => {
  const shapes: (readonly number[])[] = [];
  const model = watched((images, { training }) => {
    if (training) shapes.push(images.shape);
    return images;
  });
  const method: TrainingMethod = {
    name: "half",
    epoch: (epoch) => epoch === 0 ? { ratio: 0, inputSize: 4, magnitude: 3 } : { ratio: 0 },
    batch: (batch, random) => {
      assert.equal(batch.host.indices.length, batch.images.shape[0]);
      assert.ok(random.uniform() < 1);
      const targets = tf.add(tf.mul(batch.targets!, 0.7), 0.1) as tf.Tensor2D;
      if (shapes.length >= 3) return { ...batch, targets };
      return { ...batch, targets, images: tf.avgPool(tf.mul(batch.images, 1), 2, 2, "valid") };
    },
  };
  const training = await tinyTraining({ model, method, epochs: 2 });
  const before = tf.memory().numTensors;
  const { history } = await training.run();
  assert.equal(tf.memory().numTensors, before, "no tensor is left over");
  assert.deepEqual(shapes.map((shape) => shape[1]), [4, 4, 4, 8, 8, 8]);
  assert.deepEqual(history.map(({ input_size, magnitude }) => [input_size, magnitude]), [[4, 3], [
    undefined,
    undefined,
  ]]);
  assert.ok(!("input_size" in history[1]!) && !("magnitude" in history[1]!));
  training.dispose();
});

Deno.test("train() rejects images of another size than the method planned", async () => {
  const method: TrainingMethod = { name: "wrong", epoch: () => ({ ratio: 0, inputSize: 4 }) };
  const training = await tinyTraining({ method });
  await assert.rejects(
    training.run(),
    (error) => error instanceof UsageError && /"wrong".*8,8,8,3.*8,4,4,3/.test(error.message),
  );
  training.dispose();
});

Deno.test("train() asks for learning rates before each update, and applies them", async () => {
  const asked: UpdateContext[] = [];
  const method: TrainingMethod = {
    name: "frozen head",
    step: (context) => {
      asked.push(context);
      return new Map([["linear.weight", 0], ["linear.bias", 0]]);
    },
  };
  const training = await tinyTraining({
    method,
    epochs: 2,
    learningRate: (epoch, step) => 0.1 / (1 + epoch + step),
  });
  const before = await numbersOf(training.model);
  const { history } = await training.run();
  const after = await numbersOf(training.model);
  assert.deepEqual(after.get("linear.weight"), before.get("linear.weight"));
  assert.notDeepEqual(after.get("conv1_initial.weight"), before.get("conv1_initial.weight"));
  assert.deepEqual(
    asked.map(({ epoch, step, steps, epochs }) => [epoch, step, steps, epochs]),
    [0, 1].flatMap((epoch) => [0, 1, 2].map((step) => [epoch, step, 3, 2])),
  );
  assert.deepEqual(asked.map(({ learningRate }) => learningRate), [1, 2, 3, 2, 3, 4].map((n) => 0.1 / n));
  assert.deepEqual(asked[0]!.parameters, [...training.model.parameters().keys()]);
  assert.deepEqual(history.map(({ learning_rate }) => learning_rate), [0.1 / 3, 0.1 / 4]);
  training.dispose();
});

Deno.test("train() draws dropout anew in each step, and a resumed run draws what it would have drawn", async () => {
  await inTempDir(async (folder) => {
    const path = join(folder, "last.safetensors"), draws: number[] = [];
    const make = () =>
      tinyTraining({
        epochs: 2,
        model: watched((images, { training, random }) => {
          assert.equal(random !== undefined, training);
          if (random !== undefined) draws.push(random.uint32());
          return random === undefined ? images : dropout(images, { rate: 0.3, random });
        }),
      });
    const whole = await make();
    const final = await whole.run();
    assert.equal(new Set(draws).size, 6);
    const wanted = draws.splice(0);

    const stopped = await make();
    await assert.rejects(
      stopped.run({
        checkpointDue: () => draws.length === 5,
        checkpoint: async (state) => {
          await saveCheckpoint(path, state, stopped.model, stopped.optimizer, {});
          if (state.position.step > 0) throw new Error("stop");
        },
      }),
      /stop/,
    );
    const resumed = await make();
    const state = await loadCheckpoint(path, resumed.model, resumed.optimizer);
    assert.deepEqual((await resumed.run({ state: state! })).history, final.history);
    assert.deepEqual(draws, wanted);
    assert.deepEqual(await numbersOf(resumed.model), await numbersOf(whole.model));
    for (const training of [whole, stopped, resumed]) training.dispose();
  });
});

Deno.test("a method that augments or mixes does not change the draws of the recipe's augmentation or masks", async () => {
  const drawn = async (more: Partial<TrainingMethod>) => {
    const seen: unknown[] = [];
    const method: TrainingMethod = {
      name: "drawing",
      ...more,
      mask: ({ geometry }, random) => {
        seen.push([geometry!.flipped.join(), random.uint32()]);
        return undefined;
      },
    };
    const training = await tinyTraining({ method, augmentation: "flip" });
    await training.run();
    training.dispose();
    return seen;
  };
  const plain = await drawn({});
  const busy = await drawn({
    augment: (batch, random) => (random.uint32(), batch),
    batch: (batch, random) => (random.uint32(), batch),
  });
  assert.deepEqual(busy, plain);
});
