/** The classification loss. */
import * as tf from "@tensorflow/tfjs-core";
import type { Scalar, Tensor2D } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import { needsGradient, record } from "../autograd.ts";
import { kernels } from "./running.ts";

/**
 * Computes the cross-entropy of softmax(logits) against target probabilities, averaged over the batch.
 *
 * @param logits [B, C]
 * @param targets probabilities [B, C]: one-hot, smoothed or mixed; no gradient flows to them
 * @returns the mean over the batch of −Σ targets · log softmax(logits)
 * @throws {UsageError} if the shapes differ
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { softmaxCrossEntropy } from "./softmax_cross_entropy.ts";
 *
 * await startBackend("cpu");
 * const loss = softmaxCrossEntropy(tf.zeros([1, 10]), tf.oneHot([3], 10, 1, 0, "float32") as tf.Tensor2D);
 * console.log(await loss.data()); // [2.302585] = ln 10
 * ```
 */
export function softmaxCrossEntropy(logits: Tensor2D, targets: Tensor2D): Scalar {
  if (String(logits.shape) !== String(targets.shape)) {
    throw new UsageError(
      `Cannot compare logits [${logits.shape}] with targets [${targets.shape}]: the shapes differ`,
    );
  }
  const { loss, gradient } = kernels().softmaxCrossEntropy(logits, targets);
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
