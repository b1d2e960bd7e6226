/**
 * Mixup: mixes the images and targets of a batch in pairs. See README.md in this folder for the method card.
 *
 * @module
 */
import type { OptionTable, OptionValues } from "../../options.ts";
import { defineMethod, makeMethod } from "../define.ts";
import { forClassifiers } from "../for_classifiers.ts";
import type { MethodDefinition, TrainingMethod } from "../types.ts";
import { symmetricBeta } from "./beta.ts";
import { blend, mixTargets, reorder } from "./mix.ts";

export { symmetricBeta } from "./beta.ts";
export { blend, mixTargets, reorder } from "./mix.ts";

const OPTIONS = {
  alpha: {
    kind: "number",
    default: 1,
    range: { above: 0 },
    help: "parameter of Beta(alpha, alpha), which gives the share of the first image",
  },
} as const satisfies OptionTable;

/** The registry's entry; its default is the setting of the released code for CIFAR. */
export const mixupEntry: MethodDefinition<typeof OPTIONS> = defineMethod({
  name: "mixup",
  summary: "Mixup: mixes images and targets of a batch in pairs",
  options: OPTIONS,
  create({ alpha }) {
    return {
      check: forClassifiers("mixup", "mixes the classes of images"),
      batch(batch, random) {
        const lambda = symmetricBeta(alpha, random);
        const order = random.permutation(batch.images.shape[0]);
        const images = blend(batch.images, reorder(batch.images, order), lambda);
        return { ...batch, images, ...mixTargets(batch, order, lambda) };
      },
    };
  },
});

/** Options of {@linkcode mixup}. */
export type MixupOptions = OptionValues<typeof OPTIONS>;

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
