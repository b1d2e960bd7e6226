/** The fully connected layer. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D, Tensor2D, Variable } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import { record } from "../autograd.ts";
import { kernels } from "./running.ts";

/**
 * Computes a fully connected layer, x · weight + bias.
 *
 * @param x any shape […, I]
 * @param weight [I, O]: the transpose of PyTorch's
 * @param bias [O], or undefined
 * @returns […, O]
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
export function linear<T extends Tensor = Tensor2D>(
  x: T,
  weight: Tensor2D | Variable,
  bias?: Variable,
): T {
  const matrix = weight as Tensor as Tensor2D;
  const [inputs, outputs] = matrix.shape;
  if (matrix.rank !== 2 || x.rank === 0 || x.shape.at(-1) !== inputs) {
    throw new UsageError(`Cannot multiply [${x.shape}] by a weight of shape [${matrix.shape}]`);
  }
  const rows = (tensor: Tensor, columns: number): Tensor2D => tf.reshape(tensor, [-1, columns]);
  const shape = [...x.shape.slice(0, -1), outputs], shift = bias as Tensor as Tensor1D | undefined;
  return record({
    output: tf.tidy(() => {
      const product = kernels().matMul(rows(x, inputs), matrix, false, false);
      return tf.reshape(shift === undefined ? product : kernels().addBias(product, shift), shape) as T;
    }),
    inputs: shift === undefined ? [x, matrix] : [x, matrix, shift],
    saved: [x, matrix],
    backward: (upstream, [needsX, needsWeight, needsBias]) => {
      const gradient = rows(upstream, outputs);
      return [
        needsX ? tf.reshape(kernels().matMul(gradient, matrix, false, true), x.shape) : undefined,
        needsWeight ? kernels().matMul(rows(x, inputs), gradient, true, false) : undefined,
        needsBias ? kernels().columnSums(gradient) : undefined,
      ];
    },
  });
}
