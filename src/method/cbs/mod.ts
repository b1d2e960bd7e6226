/**
 * Curriculum by smoothing: blurs feature maps after each convolution, less and less over the epochs. See
 * README.md in this folder for the method card.
 *
 * @module
 */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { checkOptionValues, type OptionTable, type OptionValues } from "../../options.ts";
import { defineMethod, makeMethod } from "../define.ts";
import type { MethodDefinition, TrainingMethod } from "../types.ts";
import { blur } from "./blur.ts";
import { gaussianKernel } from "./kernel.ts";
import { sigmaOfEpoch, type SigmaOptions } from "./sigma.ts";

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

/** Options of {@linkcode cbs}. */
export type CbsOptions = OptionValues<typeof OPTIONS>;

/** Makes the kernel of an epoch; undefined once it rounds to the identity. */
function kernelOfEpoch(epoch: number, options: SigmaOptions): Float64Array | undefined {
  const kernel = gaussianKernel(sigmaOfEpoch(epoch, options));
  return Math.fround(kernel[4]!) === 1 ? undefined : kernel;
}

/**
 * Blurs the feature maps of a batch as in an epoch of the curriculum. Call it on the output of each
 * convolution; gradients flow through it.
 *
 * @param features float32 [B, H, W, C]; not disposed
 * @param given the epoch, 0-based, and options that differ from the published settings
 * @returns float32 [B, H, W, C]; `features` itself once the blur rounds to the identity
 * @throws {UsageError} if the standard deviation, factor or number of epochs is out of range
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../../backend/mod.ts";
 * import { cbsBatch } from "./mod.ts";
 *
 * await startBackend("cpu");
 * const features = tf.ones<tf.Rank.R4>([1, 3, 3, 1]);
 * console.log(await cbsBatch(features, { epoch: 0 }).data()); // 1 in the middle, less at the border
 * ```
 */
export function cbsBatch(
  features: Tensor4D,
  { epoch, ...given }: { readonly epoch: number } & Partial<CbsOptions>,
): Tensor4D {
  const kernel = kernelOfEpoch(epoch, checkOptionValues("cbs", OPTIONS, given));
  return kernel === undefined ? features : blur(features, kernel);
}

/** The registry's entry; its defaults are the published settings. */
export const cbsEntry: MethodDefinition<typeof OPTIONS> = defineMethod({
  name: "cbs",
  summary: "Curriculum by Smoothing: blurs feature maps after each convolution, less from epoch to epoch",
  options: OPTIONS,
  create: (options) => ({
    model: ({ epoch }) => {
      const kernel = kernelOfEpoch(epoch, options);
      return kernel === undefined ? {} : { afterConvolution: (features) => blur(features, kernel) };
    },
  }),
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
export const cbs = (given: Partial<CbsOptions> = {}): TrainingMethod => makeMethod(cbsEntry, given);
