/** The loss of independent yes-or-no questions. */
import * as tf from "@tensorflow/tfjs-core";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import { needsGradient, record } from "../autograd.ts";
import { kernels } from "./kernels.ts";

/** Settings of {@link sigmoidCrossEntropy}. */
export interface SigmoidCrossEntropyOptions {
  /** How much the positive share of a target weighs (PyTorch's `pos_weight`), 1 by default. */
  readonly positiveWeight?: number;
}

/**
 * Binary cross-entropy of sigmoid(logits) against targets, averaged over all of them; exact for large logits too.
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
  { positiveWeight = 1 }: SigmoidCrossEntropyOptions = {},
): Scalar {
  if (String(logits.shape) !== String(targets.shape)) {
    throw new UsageError(
      `Cannot compare logits [${logits.shape}] with targets [${targets.shape}]: the shapes differ`,
    );
  }
  const { loss, gradient } = kernels().sigmoidCrossEntropy(logits, targets, positiveWeight);
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
