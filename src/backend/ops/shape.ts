/** Other shapes of the same numbers. */
import * as tf from "@tensorflow/tfjs-core";
import type { Rank, ShapeMap, Tensor } from "@tensorflow/tfjs-core";
import { record } from "../autograd.ts";

/**
 * Returns the same numbers in another shape.
 *
 * @param x any shape
 * @param shape of as many numbers; one size may be −1, which means the rest
 * @returns a tensor of that shape
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { reshape } from "./shape.ts";
 *
 * await startBackend("cpu");
 * console.log(reshape<tf.Rank.R3>(tf.zeros([2, 4, 4, 8]), [2, -1, 8]).shape); // [2, 16, 8]
 * ```
 */
export function reshape<R extends Rank>(x: Tensor, shape: ShapeMap[R]): Tensor<R> {
  const before = x.shape;
  return record({
    output: tf.reshape<R>(x, shape),
    inputs: [x],
    saved: [],
    backward: (upstream) => [tf.reshape(upstream, before)],
  });
}

/**
 * Reorders the axes.
 *
 * @param x any shape
 * @param order the old axis at each new one
 * @returns a tensor of those axes
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { transpose } from "./shape.ts";
 *
 * await startBackend("cpu");
 * console.log(transpose(tf.zeros([2, 3, 5]), [2, 0, 1]).shape); // [5, 2, 3]
 * ```
 */
export function transpose<T extends Tensor>(x: T, order: readonly number[]): T {
  const back = order.map((_, axis) => order.indexOf(axis));
  return record({
    output: tf.transpose<T>(x, [...order]),
    inputs: [x],
    saved: [],
    backward: (upstream) => [tf.transpose(upstream, back)],
  });
}

/**
 * Cuts a block out of a tensor.
 *
 * @param x any shape
 * @param begin the first index along each axis
 * @param size how many along each axis; −1 means the rest
 * @returns a tensor of that size
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { slice } from "./shape.ts";
 *
 * await startBackend("cpu");
 * console.log(await slice(tf.tensor2d([[1, 2, 3], [4, 5, 6]]), [0, 1], [2, 1]).data()); // [2, 5]
 * ```
 */
export function slice<T extends Tensor>(x: T, begin: readonly number[], size: readonly number[]): T {
  const before = x.shape;
  const output = tf.slice<Rank, T>(x, [...begin], [...size]);
  const sides = before.map((length, axis): [number, number] => {
    const first = begin[axis]!;
    return [first, length - first - output.shape[axis]!];
  });
  return record({
    output,
    inputs: [x],
    saved: [],
    backward: (upstream) => [tf.pad(upstream, sides)],
  });
}

/**
 * Repeats one sample for every sample of a batch, such as a class token.
 *
 * @param x [1, …]
 * @param batch how many samples
 * @returns [batch, …]
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { expandBatch } from "./shape.ts";
 *
 * await startBackend("cpu");
 * console.log(expandBatch(tf.zeros([1, 1, 384]), 8).shape); // [8, 1, 384]
 * ```
 */
export function expandBatch<T extends Tensor>(x: T, batch: number): T {
  return record({
    output: tf.tile<T>(x, x.shape.map((_, axis) => axis === 0 ? batch : 1)),
    inputs: [x],
    saved: [],
    backward: (upstream) => [tf.sum(upstream, 0, true)],
  });
}
