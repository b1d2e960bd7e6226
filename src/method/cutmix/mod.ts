/**
 * CutMix: a rectangle of each image comes from another image of the batch, and so does its share of the target.
 * See README.md in this folder for the method card.
 *
 * @module
 */
import { UsageError } from "../../errors.ts";
import { numberOption, type Spec } from "../../spec.ts";
import { forClassifiers } from "../for_classifiers.ts";
import { symmetricBeta } from "../mixup/beta.ts";
import { mixTargets, reorder } from "../mixup/mix.ts";
import { spell } from "../spell.ts";
import type { MethodEntry, TrainingMethod } from "../types.ts";
import { cutmixBox } from "./box.ts";
import { paste } from "./paste.ts";

export { cutmixBox } from "./box.ts";
export { paste } from "./paste.ts";

/** What CutMix can be told. */
export interface CutmixOptions {
  /** The share of the first image is drawn from Beta(alpha, alpha). */
  readonly alpha: number;
  /** How probable it is for a batch, 0 … 1. */
  readonly probability: number;
}

/** The published settings for CIFAR. */
export const CUTMIX_DEFAULTS: CutmixOptions = { alpha: 1, probability: 0.5 };

/**
 * Makes the method.
 *
 * @param given what differs from {@linkcode CUTMIX_DEFAULTS}
 * @throws {UsageError} if alpha is not above 0
 *
 * @example
 * ```ts
 * import { cutmix } from "./mod.ts";
 *
 * console.assert(cutmix({ probability: 1 }).name === "cutmix:probability=1");
 * ```
 */
export function cutmix(given: Partial<CutmixOptions> = {}): TrainingMethod {
  const options = { ...CUTMIX_DEFAULTS, ...given };
  const { alpha, probability } = options;
  if (!(alpha > 0)) throw new UsageError(`Cannot mix by Beta(${alpha}): give "alpha" above 0`);
  return {
    name: spell("cutmix", { ...options }, { ...CUTMIX_DEFAULTS }),
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
}

function readOptions(spec: Spec): CutmixOptions {
  return {
    alpha: numberOption(spec, "alpha", CUTMIX_DEFAULTS.alpha, { min: 0 }),
    probability: numberOption(spec, "probability", CUTMIX_DEFAULTS.probability, { min: 0, max: 1 }),
  };
}

/** The registry's entry. */
export const cutmixEntry: MethodEntry = {
  name: "cutmix",
  summary: "CutMix: a rectangle of each image, and its share of the target, come from another image",
  options: {
    alpha: "the share of the first image is drawn from Beta(alpha, alpha), 1 by default",
    probability: "how probable it is for a batch, 0.5 by default",
  },
  create: (spec) => cutmix(readOptions(spec)),
  complete: (spec) => spell("cutmix", { ...readOptions(spec) }),
};
