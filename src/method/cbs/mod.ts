/**
 * Curriculum by smoothing: feature maps are blurred after each convolution, less and less.
 * See README.md in this folder for the method card.
 *
 * @module
 */
import { numberOption, type Spec } from "../../spec.ts";
import { spell } from "../spell.ts";
import type { MethodEntry, TrainingMethod } from "../types.ts";
import { blur } from "./blur.ts";
import { gaussianKernel } from "./kernel.ts";
import { sigmaOfEpoch, type SigmaOptions } from "./sigma.ts";

export { blur } from "./blur.ts";
export { gaussianKernel } from "./kernel.ts";
export { sigmaOfEpoch, type SigmaOptions } from "./sigma.ts";

/** The published settings. */
export const CBS_DEFAULTS: SigmaOptions = { std: 1, factor: 0.9, every: 5 };

/**
 * Makes the method.
 *
 * @param given what differs from {@linkcode CBS_DEFAULTS}
 * @throws {UsageError} on a standard deviation, a factor or a number of epochs outside its range
 *
 * @example
 * ```ts
 * import { cbs } from "./mod.ts";
 *
 * console.assert(cbs({ std: 2 }).name === "cbs:std=2");
 * ```
 */
export function cbs(given: Partial<SigmaOptions> = {}): TrainingMethod {
  const options = { ...CBS_DEFAULTS, ...given };
  sigmaOfEpoch(0, options); // refuses wrong options before anything is loaded
  return {
    name: spell("cbs", { ...options }, { ...CBS_DEFAULTS }),
    model({ epoch }) {
      const kernel = gaussianKernel(sigmaOfEpoch(epoch, options));
      // A kernel that rounds to the identity would only cost time.
      return Math.fround(kernel[4]!) === 1 ? {} : { afterConvolution: (x) => blur(x, kernel) };
    },
  };
}

function readOptions(spec: Spec): SigmaOptions {
  return {
    std: numberOption(spec, "std", CBS_DEFAULTS.std, { min: 0 }),
    factor: numberOption(spec, "factor", CBS_DEFAULTS.factor, { min: 0, max: 1 }),
    every: numberOption(spec, "every", CBS_DEFAULTS.every, { min: 1, integer: true }),
  };
}

/** The registry's entry. */
export const cbsEntry: MethodEntry = {
  name: "cbs",
  summary: "Curriculum by Smoothing: feature maps are blurred after each convolution, less and less",
  options: {
    std: "standard deviation of the Gaussian in the first epoch, in pixels of a feature map, 1 by default",
    factor: "what it is multiplied by, 0.9 by default",
    every: "epochs after which it is multiplied again, 5 by default",
  },
  create: (spec) => cbs(readOptions(spec)),
  complete: (spec) => spell("cbs", { ...readOptions(spec) }),
};
