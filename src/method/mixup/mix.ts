/** Mixing a batch with a permuted copy of itself. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

/** Images with class targets, on the device. */
export interface LabelledImages {
  /** float32 [B, H, W, C]. */
  readonly images: Tensor4D;
  /** float32 [B, classes]. */
  readonly targets: Tensor2D;
  /** float32 [B, classes]: 0 where the target is unknown, else 1; undefined if all are known. */
  readonly known?: Tensor2D | undefined;
}

/** Computes λ · x + (1 − λ) · other. */
export function blend<T extends Tensor>(x: T, other: T, lambda: number): T {
  return tf.tidy(() => tf.add<T>(tf.mul(x, lambda), tf.mul(other, 1 - lambda)));
}

/** Returns the rows in another order. */
export function reorder<T extends Tensor>(x: T, order: Uint32Array): T {
  return tf.tidy(() => tf.gather(x, tf.tensor1d(Int32Array.from(order), "int32")));
}

/**
 * Mixes targets with those of a permuted copy. An entry that is unknown in either is unknown in the mixture.
 *
 * @param labels the targets, and which of their entries are known
 * @param order the index of the image that each one is mixed with, [B]
 * @param lambda the share of each image's own targets, 0 … 1
 * @returns the mixed targets, and which of their entries are known
 */
export function mixTargets(
  { targets, known }: Pick<LabelledImages, "targets" | "known">,
  order: Uint32Array,
  lambda: number,
): { targets: Tensor2D; known: Tensor2D | undefined } {
  return {
    targets: blend(targets, reorder(targets, order), lambda),
    known: known === undefined ? undefined : tf.mul(known, reorder(known, order)),
  };
}
