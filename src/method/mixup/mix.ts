/** Mixing a batch with a permuted copy of itself. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { DeviceBatch } from "../../batch.ts";
import { classTargets } from "../for_classifiers.ts";

/** Computes λ · x + (1 − λ) · other. */
export function blend<T extends Tensor>(x: T, other: T, lambda: number): T {
  return tf.tidy(() => tf.add<T>(tf.mul(x, lambda), tf.mul(other, 1 - lambda)));
}

/** Returns the rows in another order. */
export function reorder<T extends Tensor>(x: T, order: Uint32Array): T {
  return tf.tidy(() => tf.gather(x, tf.tensor1d(Int32Array.from(order), "int32")));
}

/**
 * Mixes the targets of a batch with those of a permuted copy. An entry that is unknown in either is unknown
 * in the mixture.
 *
 * @param batch the batch
 * @param order the index of the image that each one is mixed with, [B]
 * @param lambda the share of the batch's own targets, 0 … 1
 * @returns the targets, and which of their entries are known
 * @throws {UsageError} where the batch is a detector's
 */
export function mixTargets(
  batch: DeviceBatch,
  order: Uint32Array,
  lambda: number,
): { targets: Tensor2D; known: Tensor2D | undefined } {
  const targets = classTargets(batch), { known } = batch;
  return {
    targets: blend(targets, reorder(targets, order), lambda),
    known: known === undefined ? undefined : tf.mul(known, reorder(known, order)),
  };
}
