/** The methods' functions for a training loop of your own: plain arrays and tensors in, plain arrays and tensors out. */
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../../src/backend/mod.ts";
import { UsageError } from "../../src/errors.ts";
import {
  cbmMask,
  cbsBatch,
  cutmixBatch,
  cutoutBatch,
  efficientTrainStage,
  gridMaskBatch,
  gridMaskProbability,
  hideAndSeekBatch,
  leracRates,
  lowFrequencyCrop,
  lsclBatch,
  lsclTargets,
  mixupBatch,
  randAugmentBatch,
  randomErasingBatch,
  randomStream,
  superclassSimilarity,
} from "../../src/methods.ts";

await startBackend("cpu");

const random = () => randomStream(1, "own loop");
const SHAPE = [16, 16, 3] as const;
const bytes = () => Uint8Array.from({ length: 4 * 16 * 16 * 3 }, (_, at) => Math.imul(at, 2654435761) >>> 24);

const onTheDevice: Readonly<Record<string, (images: tf.Tensor4D, targets: tf.Tensor2D) => unknown>> = {
  cutoutBatch: (images) => cutoutBatch(images, {}, random()),
  randomErasingBatch: (images) => randomErasingBatch(images, {}, random()),
  hideAndSeekBatch: (images) => hideAndSeekBatch(images, {}, random()),
  gridMaskBatch: (images) => gridMaskBatch(images, {}, random()),
  cutmixBatch: (images, targets) => cutmixBatch({ images, targets }, { probability: 1 }, random()),
  mixupBatch: (images, targets) => mixupBatch({ images, targets }, {}, random()),
  lsclBatch: (_, targets) => {
    const similarity = superclassSimilarity([0, 0, 1, 1], 0.5);
    return lsclBatch(targets, lsclTargets(similarity, { temperature: 0.2, epsilon: 0.9, epoch: 0 }));
  },
  lowFrequencyCrop: (images) => lowFrequencyCrop(16, 8)(images),
};

for (const [name, apply] of Object.entries(onTheDevice)) {
  Deno.test(`${name}() leaves its input as it is and creates no tensors but its result`, async () => {
    const images = tf.randomUniform<tf.Rank.R4>([4, 16, 16, 3], -1, 1), targets = tf.eye(4);
    const before = await images.data(), { numTensors } = tf.memory();
    const result = apply(images, targets) as tf.Tensor | Record<string, tf.Tensor | undefined>;
    const made = result instanceof tf.Tensor
      ? [result]
      : Object.values(result).filter((one) => one !== undefined);
    assert.equal(tf.memory().numTensors, numTensors + made.length);
    assert.deepEqual(await images.data(), before);
    tf.dispose([images, targets, ...made]);
  });
}

Deno.test("cutmixBatch() returns the given batch if it does not mix it", () => {
  const batch = { images: tf.zeros<tf.Rank.R4>([2, 4, 4, 3]), targets: tf.eye(2) };
  assert.equal(cutmixBatch(batch, { probability: 0 }, random()), batch);
  tf.dispose([batch.images, batch.targets]);
});

Deno.test("cbsBatch() blurs less in later epochs, and in the end returns the feature maps themselves", () => {
  const features = tf.tensor4d([0, 0, 0, 0, 1, 0, 0, 0, 0], [1, 3, 3, 1]);
  const centre = (epoch: number) => tf.tidy(() => cbsBatch(features, { epoch }).dataSync()[4]!);
  assert.ok(centre(0) < centre(5) && centre(5) < 1);
  assert.equal(cbsBatch(features, { epoch: 500 }), features);
  features.dispose();
});

Deno.test("cbmMask() hides the given share of patches, by given probabilities or by measuring them", () => {
  const hidden = (kept: Uint8Array) => kept.filter((patch) => patch === 0).length;
  assert.equal(hidden(cbmMask(bytes(), SHAPE, { ratio: 0 }, random()).kept), 0);
  assert.equal(hidden(cbmMask(bytes(), SHAPE, { ratio: 0.4 }, random()).kept), 4 * 6);
  const probabilities = Float32Array.from({ length: 4 * 4 }, (_, patch) => patch % 4 === 3 ? 1 : 0);
  const { kept } = cbmMask(bytes(), SHAPE, { ratio: 0.3, patches: 2, probabilities }, random());
  assert.deepEqual([...kept], Array.from({ length: 4 }, () => [1, 1, 1, 0]).flat());
  const noisy = cbmMask(bytes(), SHAPE, { ratio: 0.4, fill: "noise" }, random());
  assert.equal(noisy.fill!.length, bytes().length);
});

Deno.test("randAugmentBatch() changes a copy of the images", () => {
  const images = bytes(), moved = randAugmentBatch(images, SHAPE, 9, random());
  assert.deepEqual(images, bytes());
  assert.notDeepEqual(moved, images);
});

Deno.test("the functions for a loop of your own follow the published curricula", () => {
  assert.equal(gridMaskProbability(0, 100), 0);
  assert.equal(gridMaskProbability(90, 100), 0.8);
  assert.deepEqual(efficientTrainStage(0, 100, 224), { inputSize: 160, magnitude: 1 });
  const place = { step: 0, steps: 10, learningRate: 0.1 };
  assert.ok(
    leracRates(["conv1.weight", "linear.weight"], { ...place, epoch: 0 }).get("linear.weight")! < 1e-6,
  );
  assert.equal(
    leracRates(["conv1.weight", "linear.weight"], { ...place, epoch: 5 }).get("linear.weight"),
    0.1,
  );
});

Deno.test("the functions for a loop of your own reject options outside their range", () => {
  const images = tf.zeros<tf.Rank.R4>([1, 8, 8, 3]), batch = { images, targets: tf.eye(1) };
  for (
    const call of [
      () => cutoutBatch(images, { length: 0 }, random()),
      () => randomErasingBatch(images, { minArea: 0.5, maxArea: 0.1 }, random()),
      () => hideAndSeekBatch(images, { probability: 2 }, random()),
      () => gridMaskBatch(images, { minUnit: 0.9, maxUnit: 0.1 }, random()),
      () => cutmixBatch(batch, { alpha: 0 }, random()),
      () => mixupBatch(batch, { alpha: -1 }, random()),
      () => cbsBatch(images, { epoch: 0, factor: 2 }),
      () => cbmMask(bytes(), SHAPE, { ratio: 1 }, random()),
      () => cbmMask(bytes(), SHAPE, { ratio: 0.4, patches: 5 }, random()),
      () => randAugmentBatch(bytes(), SHAPE, 11, random()),
    ]
  ) assert.throws(call, UsageError, String(call));
  tf.dispose([images, batch.targets]);
});
