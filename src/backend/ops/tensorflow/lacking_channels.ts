/** Channel numbers for which TensorFlow's strided gradients are correct. */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { sides } from "./constants.ts";
import { execute } from "./execute.ts";

/**
 * Returns how many channels a strided gradient with respect to an input lacks to be correct. TensorFlow 2.21's is wrong
 * on processors with AVX-512 where the channels fill an odd number of vectors of 16, but for a single one: 36, 40, 48,
 * 72, 80, 104, 112, 144, 176, 208 and 240 were, of 28 numbers up to 256.
 */
export function lackingChannels(channels: number, stride: number): number {
  const vectors = Math.ceil(channels / 16);
  return stride > 1 && vectors > 1 && vectors % 2 === 1 ? 16 * (vectors + 1) - channels : 0;
}

/** Adds input channels of zeros to a filter. */
export function widenFilter(filter: Tensor4D, more: number): Tensor4D {
  return execute("Pad", [filter, sides([[0, 0], [0, 0], [0, more], [0, 0]])]);
}
