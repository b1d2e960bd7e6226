/** Where TensorFlow's bfloat16 convolutions can be relied on. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { isBfloat16 } from "../../tensorflow_bfloat16.ts";
import { cast } from "./cast.ts";

const isRight = (channels: number) => channels === 16 || channels % 32 === 0;

/**
 * Runs a convolution, or a gradient of one, of two tensors. TensorFlow 2.21's bfloat16 kernels give wrong results for
 * many numbers of channels (3, 33, 34, 80 and 144 among them) on processors with AVX512_BF16, but were right for 16 and
 * multiples of 32 up to 256. All others, such as a network's first layer, go by float32.
 */
export function inKnownWidths(
  [, , inputs, outputs]: readonly [number, number, number, number],
  a: Tensor4D,
  b: Tensor4D,
  compute: (a: Tensor4D, b: Tensor4D) => Tensor4D,
): Tensor4D {
  if ((isRight(inputs) && isRight(outputs)) || !isBfloat16(a)) return compute(a, b);
  const [exactA, exactB] = [a, b].map(cast.toFloat32) as [Tensor4D, Tensor4D];
  const exact = compute(exactA, exactB);
  const result = cast.toBfloat16(exact) as Tensor4D;
  tf.dispose([exactA, exactB, exact]);
  return result;
}
