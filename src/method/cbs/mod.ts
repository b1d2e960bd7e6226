/**
 * Curriculum by smoothing: blurs feature maps after each convolution, less and less over the epochs. See
 * README.md in this folder for the method card.
 *
 * @module
 */
import type { GivenValues, OptionTable } from "../../options.ts";
import { defineMethod, makeMethod } from "../define.ts";
import type { MethodDefinition, TrainingMethod } from "../types.ts";
import { blur } from "./blur.ts";
import { gaussianKernel } from "./kernel.ts";
import { sigmaOfEpoch } from "./sigma.ts";

export { blur } from "./blur.ts";
export { gaussianKernel } from "./kernel.ts";
export { sigmaOfEpoch, type SigmaOptions } from "./sigma.ts";

const OPTIONS = {
  std: {
    kind: "number",
    default: 1,
    range: { above: 0 },
    help: "standard deviation of the Gaussian in the first epoch, in pixels of a feature map",
  },
  factor: { kind: "number", default: 0.9, range: { above: 0, max: 1 }, help: "multiplies it at each step" },
  every: { kind: "integer", default: 5, range: { min: 1 }, help: "epochs per step" },
} as const satisfies OptionTable;

/** The registry's entry; its defaults are the published settings. */
export const cbsEntry: MethodDefinition<typeof OPTIONS> = defineMethod({
  name: "cbs",
  summary: "Curriculum by Smoothing: blurs feature maps after each convolution, less from epoch to epoch",
  options: OPTIONS,
  create(options) {
    return {
      model({ epoch }) {
        const kernel = gaussianKernel(sigmaOfEpoch(epoch, options));
        // Skip the blur once its kernel rounds to the identity.
        return Math.fround(kernel[4]!) === 1 ? {} : { afterConvolution: (x) => blur(x, kernel) };
      },
    };
  },
});

/**
 * Makes the method.
 *
 * @param given options that differ from the published settings
 * @throws {UsageError} if the standard deviation, factor or number of epochs is out of range
 *
 * @example
 * ```ts
 * import { cbs } from "./mod.ts";
 *
 * console.assert(cbs({ std: 2 }).name === "cbs:std=2");
 * ```
 */
export const cbs = (given: GivenValues<typeof OPTIONS> = {}): TrainingMethod => makeMethod(cbsEntry, given);
