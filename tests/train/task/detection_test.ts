import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { startBackend } from "../../../src/backend/mod.ts";
import { memorySplit } from "../../../src/data/mod.ts";
import { UsageError } from "../../../src/errors.ts";
import type { TrainingMethod } from "../../../src/method/mod.ts";
import { createDetector } from "../../../src/model/mod.ts";
import { randomStream } from "../../../src/random.ts";
import { assertResumes } from "../../../src/testing/resumes.ts";
import { allOf, tinyDataset } from "../../../src/testing/tiny.ts";
import { evaluate } from "../../../src/train/evaluate.ts";
import { learningRateSchedule } from "../../../src/train/learning_rate.ts";
import { taskOf } from "../../../src/train/task/mod.ts";
import { inTempDir } from "../../end_to_end/command.ts";
import { tinyDetection, tinyObjects } from "../tiny_detection.ts";

await startBackend("wasm");

const refused = (...words: string[]) => (error: unknown) =>
  error instanceof UsageError && words.every((word) => error.message.includes(word));

const HOW = [
  ["conventional", "none"],
  ["cbm:max=0.6", "flip"],
  ["cbm:drop_hidden=0.5,patches=8,schedule=constant,max=0.8", "jitter,flip"],
  ["cbm", "mosaic:scale=0.2,jitter,flip,crop"],
  ["cbm:fill=noise+cutout", "mosaic"],
  ["cbs+lerac", "none"],
  ["random_erasing+grid_mask:probability=1+hide_and_seek", "none"],
] as const;

for (const [methodSpec, augmentation] of HOW) {
  Deno.test(`a detector with ${methodSpec} (${augmentation}) trains and, stopped within an epoch, resumes to identical numbers`, async () => {
    await inTempDir(async (cacheDir) => {
      const make = () => tinyDetection({ methodSpec, augmentation, cacheDir, epochs: 2 });
      const { untrained, trained, final, tensors } = await assertResumes(make, cacheDir);
      assert.equal(tensors[4], tensors[1], "a step leaves nothing behind");
      assert.notDeepEqual(trained.model.get("model.0.conv.weight"), untrained.get("model.0.conv.weight"));
      assert.equal(trained.updates, 6);
      assert.ok(final.history.every(({ train_loss, test_loss }) => train_loss > 0 && test_loss! > 0));
    });
  });
}

Deno.test("a detector learns to find squares: the loss falls, and the mean average precision of averaged weights rises", async () => {
  const epochs = 20, dataset = tinyObjects({ train: 32, test: 8 });
  const training = await tinyDetection({ dataset, epochs, batch: 4 });
  const before = tf.memory().numTensors;
  const rate = learningRateSchedule("yolov5:last=0.1,warmup=1,bias=0.1", { base: 0.4, epochs });
  const { history, selected } = await training.run({ learningRate: rate });
  assert.equal(tf.memory().numTensors, before, "no tensor is left over");
  const [first, last] = [history[0]!, history.at(-1)!];
  assert.deepEqual([last.metric, "train_accuracy" in last], ["map50", false]);
  assert.ok(last.train_loss < 0.7 * first.train_loss, `loss from ${first.train_loss} to ${last.train_loss}`);
  assert.ok(first.test_accuracy! < 0.1 && last.test_accuracy! > 0.6, `mAP@.5 ${last.test_accuracy}`);
  assert.ok(last.test_map! > 0.2 && last.test_map! < last.test_accuracy!, `mAP@.5:.95 ${last.test_map}`);

  const { predictions } = selected!, { model, average } = training;
  assert.ok(predictions instanceof Float32Array && predictions.length > 0 && predictions.length % 7 === 0);
  for (let at = 7; at < predictions.length; at += 7) {
    const [image, , score] = predictions.subarray(at, at + 7),
      [before, , higher] = predictions.subarray(at - 7, at);
    assert.ok(image! > before! || (image === before && score! <= higher!), "by image, then by falling score");
    assert.ok(score! > 0.001);
  }

  const { test, shape } = dataset, task = taskOf(model, dataset);
  const measure = () => evaluate(model, task, test, shape, allOf(test));
  const averaged = await average.during(measure), own = await measure();
  assert.equal(averaged.accuracy, last.test_accuracy, "the averages are tested");
  assert.notEqual(own.loss, averaged.loss);
  const voc = await average.during(() =>
    evaluate(model, taskOf(model, dataset, { definition: "voc2007" }), test, shape, allOf(test))
  );
  assert.deepEqual(voc.predictions, averaged.predictions);
  assert.notEqual(voc.accuracy, averaged.accuracy);
  training.dispose();
});

Deno.test("a detector's input is x/255 with hidden patches mid-grey, and hidden objects are dropped", async () => {
  const seen: { values: Float32Array; objects: number }[] = [];
  const dataset = tinyObjects({ train: 4 });
  const method = (dropHidden?: number): TrainingMethod => ({
    name: "upper half",
    mask: ({ indices: { length } }) => ({
      patches: 2,
      kept: Uint8Array.from({ length: 4 * length }, (_, patch) => patch % 4 < 2 ? 0 : 1),
      ...(dropHidden !== undefined && { dropHidden }),
    }),
    batch(batch) {
      seen.push({ values: new Float32Array(0), objects: batch.host.objects!.flat().length });
      return batch;
    },
  });
  for (const dropHidden of [undefined, 0.5]) {
    const training = await tinyDetection({ dataset, method: method(dropHidden), epochs: 1 });
    const { model } = training;
    const forward: typeof model.forward = (images, options) => {
      if (options.training) seen.at(-1)!.values = images.dataSync<"float32">().slice();
      return model.forward(images, options) as never;
    };
    await training.run({ model: { ...model, forward } as typeof model, task: taskOf(model, dataset) });
    training.dispose();
  }
  const bytes = await dataset.train.read([0, 1, 2, 3]), pixels = 64 * 64 * 3;
  for (const { values } of seen) {
    const images = [0, 1, 2, 3].map((b) => values.subarray(b * pixels, (b + 1) * pixels));
    for (const image of images) {
      assert.ok(image.subarray(0, pixels / 2).every((value) => value === 0.5), "the upper half is mid-grey");
      const lower = image.subarray(pixels / 2);
      assert.ok(
        [0, 1, 2, 3].some((b) =>
          lower.every((value, k) => Math.abs(value - bytes[b * pixels + pixels / 2 + k]! / 255) < 1e-6)
        ),
      );
    }
  }
  const visible = [0, 1, 2, 3].flatMap((image) => dataset.train.objects!(image))
    .filter(({ box: [, top, , bottom] }) =>
      (Math.min(bottom, 32) - Math.min(top, 32)) / (bottom - top) <= 0.5
    );
  assert.deepEqual(seen.map(({ objects }) => objects), [8, visible.length]);
  assert.ok(visible.length < 8);
});

Deno.test("options unsuitable for detectors are rejected with a remedy", async () => {
  for (const methodSpec of ["mixup", "cbm+cutmix", "lscl", "efficient_train"]) {
    const training = await tinyDetection({ methodSpec: "conventional" });
    const { createMethod } = await import("../../../src/method/mod.ts");
    const name = methodSpec.split("+").at(-1)!;
    await assert.rejects(
      training.run({ method: createMethod(methodSpec) }),
      refused(`"${name}"`, "Omit it"),
    );
    training.dispose();
  }
  const detector = createDetector("yolov5:width=0.125", 2, randomStream(1, "weights"));
  assert.throws(() => taskOf(detector, tinyDataset()), refused("tiny", "no boxes", "scenes"));
  assert.throws(() => taskOf(detector, tinyObjects(), { labelSmoothing: 0.1 }), refused("boxes"));
  const images = new Uint8Array(40 * 40 * 3), shape = [40, 40, 3] as const;
  const odd = memorySplit({ images, shape, labels: Int32Array.of(0), objects: [[]] });
  assert.throws(
    () => taskOf(detector, { ...tinyObjects(), shape, train: odd, test: odd }),
    refused("40×40", "multiples of 32"),
  );
  detector.dispose();
});

Deno.test("a test set without objects has a mean average precision of 0", async () => {
  const dataset = tinyObjects(), { test } = dataset;
  const detector = createDetector("yolov5:width=0.125", 2, randomStream(1, "weights"));
  const empty = { ...test, objects: () => [] };
  const { accuracy, loss, scores } = await evaluate(
    detector,
    taskOf(detector, dataset),
    empty,
    dataset.shape,
    allOf(test),
  );
  assert.deepEqual([accuracy, scores?.map50], [0, undefined]);
  assert.ok(loss > 0);
  detector.dispose();
});
