/**
 * CutMix: replaces a rectangle of each image by that of another image in the batch, and mixes the targets in
 * proportion. See README.md in this folder for the method card.
 *
 * @module
 */
import type { OptionTable, OptionValues } from "../../options.ts";
import { defineMethod, makeMethod } from "../define.ts";
import { forClassifiers } from "../for_classifiers.ts";
import { symmetricBeta } from "../mixup/beta.ts";
import { mixTargets, reorder } from "../mixup/mix.ts";
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

/** The registry's entry; its defaults are the published settings for CIFAR. */
export const cutmixEntry: MethodDefinition<typeof OPTIONS> = defineMethod({
  name: "cutmix",
  summary: "CutMix: replaces a rectangle of each image, and its share of the target, with another image's",
  options: OPTIONS,
  create({ alpha, probability }) {
    return {
      check: forClassifiers("cutmix", "mixes the classes of images"),
      batch(batch, random) {
        if (random.uniform() >= probability) return batch;
        const [count, height, width] = batch.images.shape;
        const drawn = symmetricBeta(alpha, random), order = random.permutation(count);
        const centre = [random.integer(height), random.integer(width)] as const;
        const { box, lambda } = cutmixBox(drawn, centre, [height, width]);
        const images = paste(batch.images, reorder(batch.images, order), box);
        return { ...batch, images, ...mixTargets(batch, order, lambda) };
      },
    };
  },
});

/** Options of {@linkcode cutmix}. */
export type CutmixOptions = OptionValues<typeof OPTIONS>;

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
