/**
 * CutMix: replaces a rectangle of each image by that of another image in the batch, and mixes the targets in
 * proportion. See README.md in this folder for the method card.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { checkOptionValues, type OptionTable, type OptionValues } from "../../options.ts";
import type { RandomStream } from "../../random.ts";
import { defineMethod, makeMethod } from "../define.ts";
import { classTargets, forClassifiers } from "../for_classifiers.ts";
import { symmetricBeta } from "../mixup/beta.ts";
import { type LabelledImages, mixTargets, reorder } from "../mixup/mix.ts";
import type { MethodDefinition, TrainingMethod } from "../types.ts";
import { cutmixBox } from "./box.ts";
import { paste } from "./paste.ts";

export { cutmixBox } from "./box.ts";
export { paste } from "./paste.ts";

const OPTIONS = {
  alpha: {
    kind: "number",
    default: 1,
    range: { above: 0 },
    help: "parameter of Beta(alpha, alpha), which gives the share of the first image",
  },
  probability: {
    kind: "number",
    default: 0.5,
    range: { min: 0, max: 1 },
    help: "probability that a batch is mixed",
  },
} as const satisfies OptionTable;

/** Options of {@linkcode cutmix}. */
export type CutmixOptions = OptionValues<typeof OPTIONS>;

/**
 * Pastes a rectangle of other images of the batch into each image, and mixes the targets in proportion to the
 * areas.
 *
 * @param batch images and targets; not disposed
 * @param given options that differ from the published settings
 * @param random the stream to draw from
 * @returns new tensors of the same shapes, or `batch` itself if it is not mixed this time
 * @throws {UsageError} if alpha is not positive, or the probability is outside 0 … 1
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../../backend/mod.ts";
 * import { randomStream } from "../../random.ts";
 * import { cutmixBatch } from "./mod.ts";
 *
 * await startBackend("cpu");
 * const batch = { images: tf.ones<tf.Rank.R4>([2, 8, 8, 3]), targets: tf.tensor2d([[1, 0], [0, 1]]) };
 * const { targets } = cutmixBatch(batch, { probability: 1 }, randomStream(1, "cutmix"));
 * console.log(await tf.sum(targets, 1).data()); // [1, 1]
 * ```
 */
export function cutmixBatch(
  batch: LabelledImages,
  given: Partial<CutmixOptions>,
  random: RandomStream,
): LabelledImages {
  const { alpha, probability } = checkOptionValues("cutmix", OPTIONS, given);
  if (random.uniform() >= probability) return batch;
  const { images } = batch, [count, height, width] = images.shape;
  const drawn = symmetricBeta(alpha, random), order = random.permutation(count);
  const centre = [random.integer(height), random.integer(width)] as const;
  const { box, lambda } = cutmixBox(drawn, centre, [height, width]);
  return tf.tidy(() => ({
    images: paste(images, reorder(images, order), box),
    ...mixTargets(batch, order, lambda),
  }));
}

/** The registry's entry; its defaults are the published settings for CIFAR. */
export const cutmixEntry: MethodDefinition<typeof OPTIONS> = defineMethod({
  name: "cutmix",
  summary: "CutMix: replaces a rectangle of each image, and its share of the target, with another image's",
  options: OPTIONS,
  create: (options) => ({
    check: forClassifiers("cutmix", "mixes the classes of images"),
    batch: (batch, random) => ({
      ...batch,
      ...cutmixBatch({ ...batch, targets: classTargets(batch) }, options, random),
    }),
  }),
});

/**
 * Makes the method.
 *
 * @param given options that differ from the published settings
 * @throws {UsageError} if alpha is not positive, or the probability is outside 0 … 1
 *
 * @example
 * ```ts
 * import { cutmix } from "./mod.ts";
 *
 * console.assert(cutmix({ probability: 1 }).name === "cutmix:probability=1");
 * ```
 */
export const cutmix = (given: Partial<CutmixOptions> = {}): TrainingMethod => makeMethod(cutmixEntry, given);
