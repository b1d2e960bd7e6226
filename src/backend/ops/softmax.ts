/** Softmax. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { record } from "../autograd.ts";
import { kernels } from "./running.ts";

/**
 * Computes exp(x) / Σ exp(x) over the last axis.
 *
 * @param x any shape
 * @returns shaped as x; it sums to 1 over the last axis
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { softmax } from "./softmax.ts";
 *
 * await startBackend("cpu");
 * console.log(await softmax(tf.tensor1d([0, Math.log(3)])).data()); // [0.25, 0.75]
 * ```
 */
export function softmax<T extends Tensor>(x: T): T {
  const rows = (tensor: Tensor): Tensor2D => tf.reshape(tensor, [-1, x.shape.at(-1) ?? 1]);
  const output = tf.tidy(() => tf.reshape(kernels().softmax(rows(x)), x.shape) as T);
  return record({
    output,
    inputs: [x],
    saved: [output],
    backward: (upstream) => [
      tf.reshape(kernels().softmaxGradient(rows(upstream), rows(output)), x.shape),
    ],
  });
}
