/** Gradient problems and their parts. */
import * as tf from "@tensorflow/tfjs-core";
import { differentiable } from "../../../src/backend/autograd.ts";
import { noise } from "../each_backend.ts";

/** A scalar function of named inputs, which are filled with noise. */
export interface Case {
  readonly name: string;
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  loss(inputs: Readonly<Record<string, tf.Variable>>): tf.Scalar;
}

/** A variable as a tensor of a rank. */
export const rank = <T extends tf.Tensor>(variable: tf.Variable | undefined): T => variable as tf.Tensor as T;

/** Σ y · weights, with fixed weights: every element of y has a different gradient. */
export function weightedSum(y: tf.Tensor): tf.Scalar {
  const weights = (x: tf.Tensor) => tf.tensor(noise(x.size, 99), x.shape);
  return differentiable(
    (x: tf.Tensor): tf.Scalar => tf.sum(tf.mul(x, weights(x))),
    (upstream, x) => [tf.mul(upstream, weights(x))],
  )(y);
}
