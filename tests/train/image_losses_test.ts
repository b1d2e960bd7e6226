/** The hooks that work on the losses of images: `select`, `loss` and `observe`; and a `prepare` that returns the hooks. */
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { valueAndGradients } from "../../src/backend/autograd.ts";
import { startBackend } from "../../src/backend/mod.ts";
import { add, softmaxCrossEntropies, softmaxCrossEntropy, weightedSum } from "../../src/backend/ops/mod.ts";
import { UsageError } from "../../src/errors.ts";
import {
  cbm,
  defineMethod,
  makeMethod,
  type MethodHooks,
  type TrainingMethod,
} from "../../src/method/mod.ts";
import { compose } from "../../src/method/compose.ts";
import { inTempDir } from "../end_to_end/command.ts";
import { assertResumes } from "../../src/testing/resumes.ts";
import { numbersOf, type TinyOptions, tinyTraining } from "../../src/testing/tiny.ts";
import { tinyDetection } from "./tiny_detection.ts";

await startBackend("wasm");

const made = (hooks: MethodHooks): TrainingMethod =>
  makeMethod(defineMethod({ name: "test", summary: "a test", options: {}, create: () => hooks }));

/** Trains on the harder half of each step's images, with double weight: a minimal InfoBatch. */
const harderHalf = (): TrainingMethod =>
  made({
    async select(indices, { losses }) {
      const each = await losses();
      const order = Array.from(indices.keys()).sort((a, b) => each[b]! - each[a]!);
      const places = order.slice(0, Math.ceil(indices.length / 2)).sort((a, b) => a - b);
      return {
        indices: Uint32Array.from(places, (place) => indices[place]!),
        weights: new Float32Array(places.length).fill(2),
      };
    },
  });

const trained = async (options: TinyOptions) => {
  const training = await tinyTraining(options), state = await training.run();
  const numbers = await numbersOf(training.model);
  training.dispose();
  return { state, numbers };
};

Deno.test("a method that selects images trains only on them, and their number is reported", async () => {
  const { state, numbers } = await trained({ method: harderHalf(), epochs: 2 });
  assert.deepEqual(state.history.map(({ train_images }) => train_images), [10, 10]); // 4 + 4 + 2 of 20
  const whole = await trained({ epochs: 2 });
  assert.ok(!("train_images" in whole.state.history[0]!));
  assert.notDeepEqual(numbers, whole.numbers);
});

Deno.test("selecting all images with weight 1 equals no selection", async () => {
  const everything = made({ select: (indices) => ({ indices }) });
  const { numbers } = await trained({ method: everything });
  assert.deepEqual(numbers, (await trained({})).numbers);
});

Deno.test("an empty selection skips the step, and an impossible one is rejected", async () => {
  const { state, numbers } = await trained({
    method: made({ select: () => ({ indices: new Uint32Array(0) }) }),
  });
  assert.deepEqual(state.history.map(({ train_images }) => train_images), [0, 0]);
  const untrained = await tinyTraining();
  assert.deepEqual(numbers, await numbersOf(untrained.model));
  untrained.dispose();
  for (const indices of [Uint32Array.of(99), Uint32Array.of(0, 0)]) {
    const training = await tinyTraining({ method: made({ select: () => ({ indices }) }) });
    await assert.rejects(training.run(), UsageError);
    training.dispose();
  }
});

Deno.test("selection resumes to identical numbers within an epoch", async () => {
  await inTempDir(async (folder) => {
    const { final } = await assertResumes(() => tinyTraining({ method: harderHalf(), epochs: 3 }), folder);
    assert.deepEqual(final.history.map(({ train_images }) => train_images), [10, 10, 10]);
  });
});

Deno.test("softmaxCrossEntropies() has the mean and the gradient of the fused loss, and uneven weights", async () => {
  const logits = tf.variable(tf.tensor2d([[1, -2, 0.5], [0, 3, -1]])),
    targets = tf.tensor2d([[0.7, 0.3, 0], [0, 0, 1]]);
  const gradientOf = async (loss: () => tf.Scalar) => {
    const { value, gradients } = valueAndGradients(loss, new Map([["logits", logits]]));
    return [...await value.data(), ...await gradients.get("logits")!.data()];
  };
  const close = (a: number[], b: number[]) =>
    a.forEach((value, k) => assert.ok(Math.abs(value - b[k]!) < 1e-6, `${a} and ${b}`));
  const even = tf.tensor1d([0.5, 0.5]);
  close(
    await gradientOf(() =>
      weightedSum(softmaxCrossEntropies(logits as unknown as tf.Tensor2D, targets), even)
    ),
    await gradientOf(() => softmaxCrossEntropy(logits as unknown as tf.Tensor2D, targets)),
  );
  const first = tf.tensor1d([1, 0]);
  const [, ...gradient] = await gradientOf(() =>
    weightedSum(softmaxCrossEntropies(logits as unknown as tf.Tensor2D, targets), first)
  );
  assert.ok(
    gradient.slice(0, 3).some((value) => value !== 0) && gradient.slice(3).every((value) => value === 0),
  );
});

Deno.test("a method computes the loss from the images' losses, with a second pass if it needs one", async () => {
  let passes = 0;
  const twice = made({
    loss({ losses, batch, forward, lossesOf }) {
      const count = losses.shape[0], share = tf.fill<tf.Rank.R1>([count], 0.5 / count);
      const again = lossesOf(forward(batch.images), batch.targets!);
      passes++;
      return add(weightedSum(losses, share), weightedSum(again, share));
    },
  });
  const { state } = await trained({ method: twice, epochs: 2 }), plain = await trained({ epochs: 2 });
  assert.equal(passes, 6);
  // The first step's two passes see the same batch with the same weights.
  assert.ok(Math.abs(state.history[0]!.train_loss - plain.state.history[0]!.train_loss) < 0.2);
  await inTempDir((folder) =>
    assertResumes(() => tinyTraining({ method: twice, epochs: 3 }), folder).then(() => {})
  );
});

Deno.test("a method observes the loss of each image after each update", async () => {
  const seen: [number, number][] = [];
  const observer = made({
    observe: (indices, losses) => indices.forEach((index, place) => seen.push([index, losses[place]!])),
  });
  const { state, numbers } = await trained({ method: observer, epochs: 1 });
  assert.deepEqual(
    seen.map(([index]) => index).sort((a, b) => a - b),
    Array.from({ length: 20 }, (_, i) => i),
  );
  const mean = seen.reduce((sum, [, loss]) => sum + loss, 0) / 20;
  assert.ok(Math.abs(mean - state.history[0]!.train_loss) < 1e-5);
  const plain = await trained({ epochs: 1 });
  for (const [name, values] of numbers) {
    values.forEach((value, k) =>
      assert.ok(Math.abs(Number(value) - Number(plain.numbers.get(name)![k])) < 1e-4, name)
    );
  }
});

Deno.test("prepare() may return the hooks, alone and in a composition", async () => {
  const prepared = (): TrainingMethod =>
    made({
      prepare: ({ epochs }) => Promise.resolve({ epoch: (epoch) => ({ ratio: epoch / epochs }) }),
      epoch: () => {
        throw new Error("not prepared");
      },
    });
  assert.deepEqual(
    (await trained({ method: prepared(), epochs: 2 })).state.history.map(({ ratio }) => ratio),
    [0, 0.5],
  );
  const both = compose([{ key: "cbm", method: cbm({ schedule: "constant", max: 0.25 }) }, {
    key: "test",
    method: prepared(),
  }]);
  await inTempDir(async (cacheDir) => {
    const { state } = await trained({ method: both, epochs: 2, cacheDir });
    assert.deepEqual(state.history.map(({ ratio }) => ratio), [0.25, 1 - 0.75 * 0.5]);
  });
});

Deno.test("selections compose: the second chooses among the first's, and weights multiply", async () => {
  const methods = ["a", "b"].map((key) => ({ key, method: harderHalf() }));
  const selection = await compose(methods).select!(Uint32Array.of(5, 6, 7, 8), {
    epoch: 0,
    epochs: 1,
    step: 0,
    steps: 1,
    random: undefined as never,
    losses: () => Promise.resolve(Float32Array.of(4, 1, 3, 2)),
  });
  assert.deepEqual(selection, { indices: Uint32Array.of(5), weights: Float32Array.of(4) });
});

Deno.test("two methods that make the loss are not combined", () => {
  const own = () => made({ loss: ({ losses }) => weightedSum(losses, losses) });
  const parts = ["a", "b"].map((key) => ({ key, method: own() }));
  assert.throws(() => compose(parts), /"a" and "b".*loss/);
});

Deno.test("methods that need per-image losses are rejected for detectors", async () => {
  const training = await tinyDetection({ method: made({ observe: () => {} }) });
  await assert.rejects(training.run(), /loss of each image.*"observe".*classifier/);
  training.dispose();
});
