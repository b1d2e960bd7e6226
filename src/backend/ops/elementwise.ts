/** Relu and sum, for where they are not fused with batch normalisation, and scaling. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import { record } from "../autograd.ts";
import { kernels } from "./running.ts";

/**
 * Computes the positive part, max(x, 0).
 *
 * @param x any shape
 * @returns shaped as x
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { relu } from "./elementwise.ts";
 *
 * await startBackend("cpu");
 * console.log(await relu(tf.tensor1d([-1, 2])).data()); // [0, 2]
 * ```
 */
export function relu<T extends Tensor>(x: T): T {
  const output = kernels().relu(x) as T;
  return record({
    output,
    inputs: [x],
    saved: [output],
    backward: (upstream) => [kernels().reluGradient(upstream, output)],
  });
}

/**
 * Adds two tensors of one shape.
 *
 * @param a any shape
 * @param b shaped as a
 * @returns a + b
 * @throws {UsageError} if the shapes differ
 */
export function add<T extends Tensor>(a: T, b: T): T {
  if (String(a.shape) !== String(b.shape)) {
    throw new UsageError(`Cannot add [${a.shape}] and [${b.shape}]: the shapes differ`);
  }
  return record({
    output: kernels().add(a, b) as T,
    inputs: [a, b],
    saved: [],
    backward: (upstream) => [upstream, upstream],
  });
}

/**
 * Multiplies a tensor by a constant, such as attention scores by the root of their dimension.
 *
 * @param x any shape
 * @param factor a number
 * @returns shaped as x
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { scale } from "./elementwise.ts";
 *
 * await startBackend("cpu");
 * console.log(await scale(tf.tensor1d([1, 2]), 0.5).data()); // [0.5, 1]
 * ```
 */
export function scale<T extends Tensor>(x: T, factor: number): T {
  return record({
    output: tf.mul<T>(x, factor),
    inputs: [x],
    saved: [],
    backward: (upstream) => [tf.mul(upstream, factor)],
  });
}
