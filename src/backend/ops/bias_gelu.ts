/** GELU after a bias. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D, Tensor2D, Variable } from "@tensorflow/tfjs-core";
import { needsGradient, record } from "../autograd.ts";
import type { GeluKind } from "./kernels.ts";
import { kernels } from "./running.ts";

export type { GeluKind };

/**
 * Adds a bias to the last axis, then applies the Gaussian error linear unit: on some backends in one pass.
 *
 * @param x any shape […, C]
 * @param bias [C]
 * @param kind `"gelu"` as {@linkcode gelu}, `"quickgelu"` as {@linkcode quickGelu}
 * @returns shaped as x
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { biasGelu } from "./bias_gelu.ts";
 *
 * await startBackend("cpu");
 * console.log(await biasGelu(tf.tensor2d([[-1, 0]]), tf.tensor1d([1, 1]), "gelu").data()); // [0, 0.841]
 * ```
 */
export function biasGelu<T extends Tensor>(x: T, bias: Tensor1D | Variable, kind: GeluKind): T {
  const shift = bias as Tensor as Tensor1D, channels = shift.shape[0];
  const rows = (tensor: Tensor): Tensor2D => tf.reshape(tensor, [-1, channels]);
  const [output, saved] = tf.tidy((): [T, Tensor?] => {
    const made = kernels().biasGelu(rows(x), shift, kind, needsGradient(x, shift));
    const output = tf.reshape(made.output, x.shape) as T;
    return made.saved === undefined ? [output] : [output, made.saved];
  });
  if (saved === undefined) return output;
  return record({
    output,
    inputs: [x, shift],
    saved: [saved],
    backward: (upstream) => {
      const gradient = kernels().biasGeluGradient(rows(upstream), saved, kind);
      return [tf.reshape(gradient.x, x.shape), gradient.bias];
    },
  });
}
