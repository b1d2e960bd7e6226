/** Mixed precision: tensors between operations in 16 bits, half the memory and on some machines twice as fast. */
import type { Tensor } from "@tensorflow/tfjs-core";
import { record } from "../autograd.ts";
import type { HalfType } from "./kernels.ts";
import { kernels } from "./running.ts";

export type { HalfType };

/**
 * Rounds a tensor to bfloat16 or float16. Operations on the result compute and give that type until
 * {@linkcode toFloat32}; convolution, batch normalisation (whose statistics stay float32), relu, products and sums take
 * it.
 *
 * Its gradient comes back as float32, so that the variables themselves, their gradients and the optimizer's state are
 * all float32.
 *
 * @param x float32
 * @param type float16 has a range of 6e-8 … 65504: scale the loss so that gradients do not vanish
 * @returns shaped as x; its values cannot be read before it is float32 again
 * @throws {UsageError} on backends without such numbers: all but tensorflow
 */
export function toHalf<T extends Tensor>(x: T, type: HalfType): T {
  return record({
    output: kernels().toHalf(x, type) as T,
    inputs: [x],
    saved: [],
    backward: (upstream) => [kernels().toFloat32(upstream)],
  });
}

/**
 * Turns a tensor of 16-bit numbers into float32, exactly. Its gradient is rounded to the 16 bits.
 *
 * @param x what {@linkcode toHalf} or an operation on such tensors gave
 * @param type x's
 * @returns shaped as x
 */
export function toFloat32<T extends Tensor>(x: T, type: HalfType): T {
  return record({
    output: kernels().toFloat32(x) as T,
    inputs: [x],
    saved: [],
    backward: (upstream) => [kernels().toHalf(upstream, type)],
  });
}
