/** The fully connected layer. */
import type { Tensor, Tensor1D, Tensor2D, Variable } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import { record } from "../autograd.ts";
import { addChannelBias } from "./add_bias.ts";
import { kernels } from "./kernels.ts";

/**
 * A fully connected layer, x · weight + bias.
 *
 * @param x [N, I]
 * @param weight [I, O]: the transpose of PyTorch's
 * @param bias [O], or undefined
 * @returns [N, O]
 * @throws {UsageError} if the shapes do not match
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { linear } from "./linear.ts";
 *
 * await startBackend("cpu");
 * const weight = tf.variable(tf.tensor2d([[1], [2]]));
 * const bias = tf.variable(tf.tensor1d([3]));
 * console.log(await linear(tf.tensor2d([[1, 1]]), weight, bias).data()); // [6]
 * ```
 */
export function linear(x: Tensor2D, weight: Tensor2D | Variable, bias?: Variable): Tensor2D {
  const matrix = weight as Tensor as Tensor2D;
  if (matrix.rank !== 2 || x.shape[1] !== matrix.shape[0]) {
    throw new UsageError(`Cannot multiply [${x.shape}] by a weight of shape [${matrix.shape}]`);
  }
  const output = record({
    output: kernels().matMul(x, matrix, false, false),
    inputs: [x, matrix],
    saved: [x, matrix],
    backward: (upstream, [needsX, needsWeight]) => [
      needsX ? kernels().matMul(upstream, matrix, false, true) : undefined,
      needsWeight ? kernels().matMul(x, upstream, true, false) : undefined,
    ],
  });
  return bias === undefined ? output : addChannelBias(output, bias as Tensor as Tensor1D);
}
