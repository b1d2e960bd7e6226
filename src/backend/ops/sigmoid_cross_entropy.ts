/** Binary cross-entropy of sigmoids. */
import * as tf from "@tensorflow/tfjs-core";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import { needsGradient, record } from "../autograd.ts";
import { kernels } from "./running.ts";

/** Settings of {@link sigmoidCrossEntropy}. */
export interface SigmoidCrossEntropyOptions {
  /** Weight of the positive share of a target (PyTorch's `pos_weight`), 1 by default. */
  readonly positiveWeight?: number;
}

/**
 * Computes the binary cross-entropy of sigmoid(logits) against targets, averaged over all of them; exact for large
 * logits too.
 *
 * @param logits any shape
 * @param targets from 0 to 1, shaped as logits; no gradient flows to them
 * @param options the weight of positive targets
 * @returns the mean of −w · t · log σ(x) − (1 − t) · log(1 − σ(x))
 * @throws {UsageError} if the shapes differ
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { sigmoidCrossEntropy } from "./sigmoid_cross_entropy.ts";
 *
 * await startBackend("cpu");
 * console.log(await sigmoidCrossEntropy(tf.zeros([2]), tf.tensor1d([0, 1])).data()); // [0.693147] = ln 2
 * ```
 */
export function sigmoidCrossEntropy(
  logits: Tensor,
  targets: Tensor,
  options: SigmoidCrossEntropyOptions = {},
): Scalar {
  const { loss, gradient } = sigmoidCrossEntropyAndGradient(logits, targets, options);
  if (!needsGradient(logits)) {
    gradient.dispose();
    return loss;
  }
  return record({
    output: loss,
    inputs: [logits],
    saved: [gradient],
    backward: (upstream) => [tf.mul(gradient, upstream)],
  });
}

/**
 * Computes {@link sigmoidCrossEntropy} and its gradient at once, for losses that compose both themselves; records
 * nothing.
 *
 * @param logits any shape
 * @param targets from 0 to 1, shaped as logits
 * @param options the weight of positive targets
 * @returns the mean, and its gradient with respect to the logits
 * @throws {UsageError} if the shapes differ
 */
export function sigmoidCrossEntropyAndGradient(
  logits: Tensor,
  targets: Tensor,
  { positiveWeight = 1 }: SigmoidCrossEntropyOptions = {},
): { loss: Scalar; gradient: Tensor } {
  if (String(logits.shape) !== String(targets.shape)) {
    throw new UsageError(
      `Cannot compare logits [${logits.shape}] with targets [${targets.shape}]: the shapes differ`,
    );
  }
  return kernels().sigmoidCrossEntropy(logits, targets, positiveWeight);
}
