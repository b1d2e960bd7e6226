/** Mixed precision: tensors between operations in bfloat16, half the memory and on some machines twice as fast. */
import type { Tensor } from "@tensorflow/tfjs-core";
import { record } from "../autograd.ts";
import { kernels } from "./kernels.ts";

/**
 * Rounds a tensor to bfloat16. Operations on the result compute and give bfloat16 until {@linkcode toFloat32};
 * convolution, batch normalisation (whose statistics stay float32), relu and sums take it.
 *
 * Its gradient comes back as float32, so that the variables themselves, their gradients and the optimizer's state are
 * all float32.
 *
 * @param x float32
 * @returns shaped as x; its values cannot be read before it is float32 again
 * @throws {UsageError} on backends without bfloat16: all but tensorflow
 */
export function toBfloat16<T extends Tensor>(x: T): T {
  return record({
    output: kernels().toBfloat16(x) as T,
    inputs: [x],
    saved: [],
    backward: (upstream) => [kernels().toFloat32(upstream)],
  });
}

/**
 * Turns a bfloat16 tensor into float32, exactly. Its gradient is rounded to bfloat16.
 *
 * @param x what {@linkcode toBfloat16} or an operation on such tensors gave
 * @returns shaped as x
 */
export function toFloat32<T extends Tensor>(x: T): T {
  return record({
    output: kernels().toFloat32(x) as T,
    inputs: [x],
    saved: [],
    backward: (upstream) => [kernels().toBfloat16(upstream)],
  });
}
