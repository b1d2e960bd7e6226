/**
 * Mixup: images and targets of a batch are mixed in pairs.
 * See README.md in this folder for the method card.
 *
 * @module
 */
import { UsageError } from "../../errors.ts";
import { numberOption, type Spec } from "../../spec.ts";
import { forClassifiers } from "../for_classifiers.ts";
import { spell } from "../spell.ts";
import type { MethodEntry, TrainingMethod } from "../types.ts";
import { symmetricBeta } from "./beta.ts";
import { blend, mixTargets, reorder } from "./mix.ts";

export { symmetricBeta } from "./beta.ts";
export { blend, mixTargets, reorder } from "./mix.ts";

/** What Mixup can be told. */
export interface MixupOptions {
  /** The share of the first image is drawn from Beta(alpha, alpha). */
  readonly alpha: number;
}

/** The setting of the released code for CIFAR. */
export const MIXUP_DEFAULTS: MixupOptions = { alpha: 1 };

/**
 * Makes the method.
 *
 * @param given what differs from {@linkcode MIXUP_DEFAULTS}
 * @throws {UsageError} if alpha is not above 0
 *
 * @example
 * ```ts
 * import { mixup } from "./mod.ts";
 *
 * console.assert(mixup({ alpha: 0.2 }).name === "mixup:alpha=0.2");
 * ```
 */
export function mixup(given: Partial<MixupOptions> = {}): TrainingMethod {
  const options = { ...MIXUP_DEFAULTS, ...given };
  if (!(options.alpha > 0)) {
    throw new UsageError(`Cannot mix by Beta(${options.alpha}): give "alpha" above 0`);
  }
  return {
    name: spell("mixup", { ...options }, { ...MIXUP_DEFAULTS }),
    check: forClassifiers("mixup", "mixes the classes of images"),
    batch(batch, random) {
      const lambda = symmetricBeta(options.alpha, random);
      const order = random.permutation(batch.images.shape[0]);
      const images = blend(batch.images, reorder(batch.images, order), lambda);
      return { ...batch, images, ...mixTargets(batch, order, lambda) };
    },
  };
}

const readOptions = (spec: Spec): MixupOptions => ({
  alpha: numberOption(spec, "alpha", MIXUP_DEFAULTS.alpha, { min: 0 }),
});

/** The registry's entry. */
export const mixupEntry: MethodEntry = {
  name: "mixup",
  summary: "Mixup: images and targets of a batch are mixed in pairs",
  options: { alpha: "the share of the first image is drawn from Beta(alpha, alpha), 1 by default" },
  create: (spec) => mixup(readOptions(spec)),
  complete: (spec) => spell("mixup", { ...readOptions(spec) }),
};
