/** Layer normalisation. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D, Tensor2D, Variable } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import { needsGradient, record } from "../autograd.ts";
import { kernels } from "./running.ts";

/** Settings of {@link layerNorm}. */
export interface LayerNormOptions {
  /** Added to the variance, 1e-5 by default. */
  readonly epsilon?: number;
}

/**
 * Normalises over the last axis, as PyTorch defines layer normalisation, by the biased variance.
 *
 * @param x any shape […, C]
 * @param weight [C]
 * @param bias [C]
 * @param options what is added to the variance
 * @returns shaped as x
 * @throws {UsageError} if weight or bias does not match the last axis
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { layerNorm } from "./layer_norm.ts";
 *
 * await startBackend("cpu");
 * const weight = tf.variable(tf.ones([2])), bias = tf.variable(tf.zeros([2]));
 * console.log(await layerNorm(tf.tensor2d([[1, 3]]), weight, bias).data()); // [-1, 1], nearly
 * ```
 */
export function layerNorm<T extends Tensor>(
  x: T,
  weight: Tensor1D | Variable,
  bias: Tensor1D | Variable,
  { epsilon = 1e-5 }: LayerNormOptions = {},
): T {
  const channels = x.shape.at(-1) ?? 0;
  const [scale, shift] = [weight, bias] as [Tensor1D, Tensor1D];
  if (String(scale.shape) !== String([channels]) || String(shift.shape) !== String([channels])) {
    throw new UsageError(
      `Cannot normalise [${x.shape}] with a weight [${scale.shape}] and a bias [${shift.shape}]: they must be [${channels}]`,
    );
  }
  const rows = (tensor: Tensor): Tensor2D => tf.reshape(tensor, [-1, channels]);
  const [output, ...saved] = tf.tidy((): [T, ...Tensor[]] => {
    const result = kernels().layerNorm(rows(x), scale, shift, epsilon);
    return [tf.reshape(result.output, x.shape) as T, ...result.saved];
  });
  if (!needsGradient(x, scale, shift)) {
    tf.dispose(saved);
    return output;
  }
  return record({
    output,
    inputs: [x, scale, shift],
    saved: [scale, ...saved],
    backward: (upstream) => {
      const gradient = kernels().layerNormGradient(rows(upstream), scale, saved);
      return [tf.reshape(gradient.x, x.shape), gradient.weight, gradient.bias];
    },
  });
}
