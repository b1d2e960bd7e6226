import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../../../src/errors.ts";
import { efficientTrain, lowFrequencyCrop, randAugment } from "../../../src/method/efficient_train/mod.ts";
import { createMethod } from "../../../src/method/mod.ts";
import { randomStream } from "../../../src/random.ts";
import { noise, relativeDifference, testOnEachBackend } from "../../backend/each_backend.ts";
import { startBackend } from "../../../src/backend/mod.ts";
import { allOf, tinyDataset } from "../../../src/testing/tiny.ts";
import { deviceBatch, hostBatch } from "../batches.ts";

/** Waves that turn `across` and `down` times within an image of `side` pixels. */
function waves(side: number, across: number, down: number): Float32Array {
  return Float32Array.from({ length: side * side * 3 }, (_, at) => {
    const x = Math.floor(at / 3) % side, y = Math.floor(at / 3 / side);
    return Math.cos(2 * Math.PI * (across * x + down * y) / side);
  });
}

testOnEachBackend("lowFrequencyCrop() keeps low frequencies and removes high ones", async () => {
  const crop = lowFrequencyCrop(16, 8);
  const input = tf.tensor4d([...waves(16, 1, 2), ...waves(16, 6, 0)], [2, 16, 16, 3]);
  const before = tf.memory().numTensors;
  const output = crop(input);
  assert.equal(tf.memory().numTensors, before + 1);
  const wanted = [...waves(8, 1, 2), ...new Float32Array(8 * 8 * 3)];
  assert.ok(relativeDifference(await output.data(), wanted) < 1e-5);
  tf.dispose([input, output]);
});

testOnEachBackend(
  "lowFrequencyCrop() to the images' own size changes nothing, and any crop keeps the mean",
  async () => {
    const input = tf.tensor4d(noise(2 * 8 * 8 * 3, 1), [2, 8, 8, 3]);
    const same = lowFrequencyCrop(8, 8)(input), small = lowFrequencyCrop(8, 6)(input);
    assert.ok(relativeDifference(await same.data(), await input.data()) < 1e-5);
    const mean = async (x: tf.Tensor) => {
      const values = await x.data<"float32">();
      return values.reduce((a, b) => a + b, 0) / values.length;
    };
    assert.ok(Math.abs(await mean(small) - await mean(input)) < 1e-6);
    tf.dispose([input, same, small]);
  },
);

Deno.test("lowFrequencyCrop() rejects odd sizes and sizes above the images' own", () => {
  for (const size of [0, 5, 10]) assert.throws(() => lowFrequencyCrop(8, size), UsageError);
});

Deno.test("efficient_train shows smaller images first and whole ones last, and reports the size", async () => {
  await startBackend("cpu");
  const dataset = tinyDataset(), method = efficientTrain(), batch = deviceBatch(3, 8);
  await method.prepare!({ dataset, trainIndices: allOf(dataset.train), epochs: 5, cacheDir: "" });
  const sizes: number[] = [], magnitudes: (number | undefined)[] = [];
  for (let epoch = 0; epoch < 5; epoch++) {
    const plan = method.epoch!(epoch);
    const made = tf.tidy(() => method.batch!(batch, randomStream(1, "batch")).images);
    assert.deepEqual(made.shape, [3, plan.inputSize, plan.inputSize, 3]);
    sizes.push(plan.inputSize!);
    magnitudes.push(plan.magnitude);
    if (made !== batch.images) made.dispose();
  }
  assert.deepEqual(sizes, [4, 4, 4, 6, 8]);
  assert.deepEqual(magnitudes, [1, 3, 5, 7, 9]);
  tf.dispose([batch.images, batch.targets]);
});

Deno.test("RandAugment changes images in proportion to its magnitude, the same for the same stream", () => {
  const { images: pixels } = hostBatch(1, 16), image = { pixels, height: 16, width: 16 };
  /** The mean change of a grey level by 300 draws. */
  const change = (magnitude: number) => {
    const random = randomStream(1, "test");
    let sum = 0;
    for (let draw = 0; draw < 300; draw++) {
      const changed = randAugment(image, magnitude, random).pixels;
      assert.equal(changed.length, pixels.length);
      changed.forEach((level, at) => sum += Math.abs(level - pixels[at]!));
    }
    return sum / 300 / pixels.length;
  };
  const weak = change(1), strong = change(9);
  assert.ok(weak > 0 && strong > weak * 1.2, `${weak}, ${strong}`);
  assert.equal(change(9), strong);
  assert.throws(() => randAugment(image, 11, randomStream(1, "test")), UsageError);
});

Deno.test("RandAugment leaves about a quarter of the images unchanged: it skips each of two operations half of the time", () => {
  const { images: pixels } = hostBatch(1, 8), image = { pixels, height: 8, width: 8 };
  const random = randomStream(2, "test"), draws = 2000;
  let same = 0;
  for (let draw = 0; draw < draws; draw++) if (randAugment(image, 5, random) === image) same++;
  assert.ok(Math.abs(same / draws - 0.25) < 4.5 * Math.sqrt(0.25 * 0.75 / draws), `${same}`);
});

Deno.test("efficient_train marks augmented batches as altered, and leaves the stored images alone", () => {
  const method = efficientTrain(), batch = hostBatch(20, 8), stored = batch.original.slice();
  const changed = method.augment!(batch, randomStream(1, "augment"));
  assert.equal(changed.altered, true);
  assert.deepEqual(batch.original, stored);
  assert.deepEqual(changed.original, stored);
  assert.notDeepEqual(changed.images, stored);
  assert.equal(createMethod("efficient_train:augment=false").augment, undefined);
});

Deno.test("efficient_train rejects images that are not square, and an epoch before it is prepared", () => {
  const dataset = { ...tinyDataset(), shape: [8, 16, 3] as const };
  const context = { dataset, trainIndices: allOf(dataset.train), epochs: 5, cacheDir: "" };
  assert.throws(() => efficientTrain().prepare!(context), /8×16/);
  assert.throws(() => efficientTrain().epoch!(0), /prepare/);
});
