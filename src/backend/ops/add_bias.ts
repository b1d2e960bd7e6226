/** A bias per channel. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { record } from "../autograd.ts";
import { kernels } from "./running.ts";

/**
 * Adds a bias to the last axis.
 *
 * @param x any shape […, C]
 * @param bias [C]
 * @returns x + bias, shaped as x
 */
export function addChannelBias<T extends Tensor>(x: T, bias: Tensor1D): T {
  const channels = bias.shape[0];
  const rows = (tensor: Tensor): Tensor2D => tf.reshape(tensor, [-1, channels]);
  const output = tf.tidy(() => tf.reshape(kernels().addBias(rows(x), bias), x.shape) as T);
  return record({
    output,
    inputs: [x, bias],
    saved: [],
    backward: (upstream, [, needsBias]) => [
      upstream,
      needsBias ? kernels().columnSums(rows(upstream)) : undefined,
    ],
  });
}
