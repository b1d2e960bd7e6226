/** The classification loss image by image, for methods that weigh or choose images. */
import * as tf from "@tensorflow/tfjs-core";
import type { Scalar, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import { differentiable } from "../autograd.ts";

const each = differentiable(
  (logits: Tensor2D, targets: Tensor2D): Tensor1D =>
    tf.neg(tf.sum<Tensor1D>(tf.mul(targets, tf.logSoftmax(logits)), 1)),
  (upstream, logits, targets) => {
    const mass = tf.sum(targets, 1, true), difference = tf.sub(tf.mul(tf.softmax(logits), mass), targets);
    return [tf.mul(difference, tf.expandDims(upstream, 1)), undefined];
  },
);

/**
 * Computes the cross-entropy of softmax(logits) against target probabilities for each image.
 *
 * @param logits [B, C]
 * @param targets probabilities [B, C]; no gradient flows to them
 * @returns −Σ targets · log softmax(logits), [B]
 * @throws {UsageError} if the shapes differ
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { softmaxCrossEntropies } from "./per_image.ts";
 *
 * await startBackend("cpu");
 * const targets = tf.oneHot([3, 1], 10, 1, 0, "float32") as tf.Tensor2D;
 * console.assert(softmaxCrossEntropies(tf.zeros([2, 10]), targets).shape.join() === "2");
 * ```
 */
export function softmaxCrossEntropies(logits: Tensor2D, targets: Tensor2D): Tensor1D {
  if (String(logits.shape) !== String(targets.shape)) {
    throw new UsageError(
      `Cannot compare logits [${logits.shape}] with targets [${targets.shape}]: the shapes differ`,
    );
  }
  return each(logits, targets);
}

const dot = differentiable(
  (values: Tensor1D, weights: Tensor1D): Scalar => tf.sum(tf.mul(values, weights)),
  (upstream, _values, weights) => [tf.mul(weights, upstream), undefined],
);

/**
 * Sums values with weights: the loss of a batch from those of its images.
 *
 * @param values [B]
 * @param weights [B]; no gradient flows to them; 1/B each for the mean
 * @returns Σ values · weights
 */
export const weightedSum = (values: Tensor1D, weights: Tensor1D): Scalar => dot(values, weights);
