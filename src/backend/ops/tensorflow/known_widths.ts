/** Channel numbers for which TensorFlow's 16-bit convolutions are correct. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { halfTypeOf } from "../../tensorflow_half.ts";
import { cast } from "./cast.ts";
import { tensorflowBackend } from "./session.ts";

const isRight = (channels: number) => channels === 16 || channels % 32 === 0;

/**
 * Runs a convolution, or a gradient of one, of two tensors. TensorFlow 2.21's bfloat16 kernels give wrong results for
 * many numbers of channels (3, 33, 34, 80 and 144 among them) on processors with AVX512_BF16, but were right for 16 and
 * multiples of 32 up to 256. All others, such as a network's first layer, go by float32. So does all float16 on a CPU:
 * there it has kernels that sum in float16, and slow ones.
 */
export function inKnownWidths(
  [, , inputs, outputs]: readonly [number, number, number, number],
  a: Tensor4D,
  b: Tensor4D,
  compute: (a: Tensor4D, b: Tensor4D) => Tensor4D,
): Tensor4D {
  const type = halfTypeOf(a);
  if (type === undefined || tensorflowBackend().isUsingGpuDevice) return compute(a, b);
  if (type === "bfloat16" && isRight(inputs) && isRight(outputs)) return compute(a, b);
  const [exactA, exactB] = [a, b].map(cast.toFloat32) as [Tensor4D, Tensor4D];
  const exact = compute(exactA, exactB);
  const result = cast.toHalf(exact, type) as Tensor4D;
  tf.dispose([exactA, exactB, exact]);
  return result;
}
