/** Batch normalisation with a SiLU after it, in one operation. */
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { needsGradient, record } from "../autograd.ts";
import { silu } from "./activations.ts";
import { batchNorm, type BatchNormOptions, type BatchNormState, perChannel } from "./batch_norm.ts";
import { moveAverage } from "./move_average.ts";
import { kernels } from "./running.ts";

/**
 * Computes silu(batchNorm(x)), as in YOLOv5; see {@link batchNorm}. The normalised values are not kept for the
 * gradient.
 *
 * @param x [B, H, W, C]
 * @param state weight, bias and running statistics, each [C]
 * @param options mode, momentum and epsilon
 * @returns shaped as x
 * @throws {UsageError} if the channels do not match x
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { batchNormSilu } from "./batch_norm_silu.ts";
 *
 * await startBackend("cpu");
 * const state = {
 *   weight: tf.variable(tf.ones([1])),
 *   bias: tf.variable(tf.zeros([1])),
 *   runningMean: tf.variable(tf.zeros([1])),
 *   runningVariance: tf.variable(tf.ones([1])),
 * };
 * const y = batchNormSilu(tf.tensor4d([1, 3], [2, 1, 1, 1]), state, { training: true });
 * console.log(await y.data()); // [-0.269, 0.731], nearly: silu(-1) and silu(1)
 * ```
 */
export function batchNormSilu(
  x: Tensor4D,
  state: BatchNormState,
  options: Pick<BatchNormOptions, "training" | "momentum" | "epsilon">,
): Tensor4D {
  const { training, momentum = 0.1, epsilon = 1e-5 } = options;
  if (!training) return silu(batchNorm(x, state, options));
  const weight = perChannel(state.weight, x), bias = perChannel(state.bias, x);
  for (const statistic of [state.runningMean, state.runningVariance]) perChannel(statistic, x);

  const { output, mean, variance, saved } = kernels().batchNormSiluTraining(x, weight, bias, epsilon);
  moveAverage(state.runningMean, mean, momentum);
  moveAverage(state.runningVariance, variance, momentum);
  const recorded = needsGradient(x, weight, bias);
  if (recorded) {
    record({
      output,
      inputs: [x, weight, bias] as Tensor[],
      saved: [x, weight, bias, ...saved],
      backward: (upstream) => {
        const context = { x, weight, bias, epsilon, saved };
        const gradient = kernels().batchNormSiluGradient(upstream as Tensor4D, context);
        return [gradient.x, gradient.weight, gradient.bias];
      },
    });
  }
  for (const tensor of new Set<Tensor>([mean, variance, ...saved])) {
    if (!recorded || !saved.includes(tensor)) tensor.dispose();
  }
  return output;
}
