/** Smooth activations. */
import type { Tensor } from "@tensorflow/tfjs-core";
import { needsGradient, record } from "../autograd.ts";
import { kernels } from "./running.ts";
import { QUICK_GELU_SLOPE } from "./stock/bias_gelu.ts";

/**
 * Computes the logistic function, 1 / (1 + exp(−x)).
 *
 * @param x any shape
 * @returns shaped as x
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { sigmoid } from "./activations.ts";
 *
 * await startBackend("cpu");
 * console.log(await sigmoid(tf.tensor1d([0])).data()); // [0.5]
 * ```
 */
export function sigmoid<T extends Tensor>(x: T): T {
  const output = kernels().sigmoid(x) as T;
  return record({
    output,
    inputs: [x],
    saved: [output],
    backward: (upstream) => [kernels().sigmoidGradient(upstream, output)],
  });
}

/** Computes x · sigmoid(slope · x). */
function swish<T extends Tensor>(x: T, slope: number): T {
  return record({
    output: kernels().swish(x, slope) as T,
    inputs: [x],
    saved: [x],
    backward: (upstream) => [kernels().swishGradient(upstream, x, slope)],
  });
}

/**
 * Computes the sigmoid linear unit, x · sigmoid(x), of YOLOv5.
 *
 * @param x any shape
 * @returns shaped as x
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { silu } from "./activations.ts";
 *
 * await startBackend("cpu");
 * console.log(await silu(tf.tensor1d([0, 1])).data()); // [0, 0.731]
 * ```
 */
export function silu<T extends Tensor>(x: T): T {
  return swish(x, 1);
}

/**
 * Computes the fast approximation of GELU in CLIP and CvT, x · sigmoid(1.702 x).
 *
 * @param x any shape
 * @returns shaped as x
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { quickGelu } from "./activations.ts";
 *
 * await startBackend("cpu");
 * console.log(await quickGelu(tf.tensor1d([0, 1])).data()); // [0, 0.846]
 * ```
 */
export function quickGelu<T extends Tensor>(x: T): T {
  return swish(x, QUICK_GELU_SLOPE);
}

/**
 * Computes the Gaussian error linear unit in its exact form, x · (1 + erf(x / √2)) / 2.
 *
 * @param x any shape
 * @returns shaped as x
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { gelu } from "./activations.ts";
 *
 * await startBackend("cpu");
 * console.log(await gelu(tf.tensor1d([0, 1])).data()); // [0, 0.841]
 * ```
 */
export function gelu<T extends Tensor>(x: T): T {
  const { output, saved } = kernels().gelu(x, needsGradient(x));
  return record({
    output: output as T,
    inputs: [x],
    saved: [saved],
    backward: (upstream) => [kernels().geluGradient(upstream, saved)],
  });
}
