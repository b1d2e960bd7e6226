/**
 * Mixup: mixes the images and targets of a batch in pairs. See README.md in this folder for the method card.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { checkOptionValues, type OptionTable, type OptionValues } from "../../options.ts";
import type { RandomStream } from "../../random.ts";
import { defineMethod, makeMethod } from "../define.ts";
import { classTargets, forClassifiers } from "../for_classifiers.ts";
import type { MethodDefinition, TrainingMethod } from "../types.ts";
import { symmetricBeta } from "./beta.ts";
import { blend, type LabelledImages, mixTargets, reorder } from "./mix.ts";

export { symmetricBeta } from "./beta.ts";
export { blend, type LabelledImages, mixTargets, reorder } from "./mix.ts";

const OPTIONS = {
  alpha: {
    kind: "number",
    default: 1,
    range: { above: 0 },
    help: "parameter of Beta(alpha, alpha), which gives the share of the first image",
  },
} as const satisfies OptionTable;

/** Options of {@linkcode mixup}. */
export type MixupOptions = OptionValues<typeof OPTIONS>;

/**
 * Mixes the images and targets of a batch with those of a permuted copy, all in the same proportion.
 *
 * @param batch images and targets; not disposed
 * @param given options that differ from the released settings
 * @param random the stream to draw from
 * @returns new tensors of the same shapes
 * @throws {UsageError} if alpha is not positive
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../../backend/mod.ts";
 * import { randomStream } from "../../random.ts";
 * import { mixupBatch } from "./mod.ts";
 *
 * await startBackend("cpu");
 * const batch = { images: tf.ones<tf.Rank.R4>([2, 8, 8, 3]), targets: tf.tensor2d([[1, 0], [0, 1]]) };
 * const { targets } = mixupBatch(batch, { alpha: 0.2 }, randomStream(1, "mixup"));
 * console.log(await tf.sum(targets, 1).data()); // [1, 1]
 * ```
 */
export function mixupBatch(
  batch: LabelledImages,
  given: Partial<MixupOptions>,
  random: RandomStream,
): LabelledImages {
  const { alpha } = checkOptionValues("mixup", OPTIONS, given), { images } = batch;
  const lambda = symmetricBeta(alpha, random), order = random.permutation(images.shape[0]);
  return tf.tidy(() => ({
    images: blend(images, reorder(images, order), lambda),
    ...mixTargets(batch, order, lambda),
  }));
}

/** The registry's entry; its default is the setting of the released code for CIFAR. */
export const mixupEntry: MethodDefinition<typeof OPTIONS> = defineMethod({
  name: "mixup",
  summary: "Mixup: mixes images and targets of a batch in pairs",
  options: OPTIONS,
  create: (options) => ({
    check: forClassifiers("mixup", "mixes the classes of images"),
    batch: (batch, random) => ({
      ...batch,
      ...mixupBatch({ ...batch, targets: classTargets(batch) }, options, random),
    }),
  }),
});

/**
 * Makes the method.
 *
 * @param given options that differ from the released settings
 * @throws {UsageError} if alpha is not positive
 *
 * @example
 * ```ts
 * import { mixup } from "./mod.ts";
 *
 * console.assert(mixup({ alpha: 0.2 }).name === "mixup:alpha=0.2");
 * ```
 */
export const mixup = (given: Partial<MixupOptions> = {}): TrainingMethod => makeMethod(mixupEntry, given);
