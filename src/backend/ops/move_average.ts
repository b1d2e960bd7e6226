/** Exponential moving averages. */
import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import { kernels } from "./running.ts";

/**
 * Moves an average towards a value, in place: average ← (1 − share) · average + share · value.
 *
 * @param average any shape
 * @param value shaped as the average
 * @param share from 0 to 1
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { moveAverage } from "./move_average.ts";
 *
 * await startBackend("cpu");
 * const average = tf.variable(tf.tensor1d([1]));
 * moveAverage(average, tf.tensor1d([3]), 0.5);
 * console.log(await average.data()); // [2]
 * ```
 */
export function moveAverage(average: Variable, value: Tensor, share: number): void {
  kernels().updateAverage(average, value, share);
}
