/** Joining tensors. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import { record } from "../autograd.ts";

/**
 * Joins tensors along an axis.
 *
 * @param tensors at least one; equally shaped but for that axis
 * @param axis the last one (channels) by default
 * @returns their sizes along the axis added up
 * @throws {UsageError} if there is none, or the shapes do not match
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { concatenate } from "./concatenate.ts";
 *
 * await startBackend("cpu");
 * const joined = concatenate([tf.zeros([1, 4, 4, 3]), tf.ones([1, 4, 4, 5])]);
 * console.log(joined.shape); // [1, 4, 4, 8]
 * ```
 */
export function concatenate<T extends Tensor>(tensors: readonly T[], axis = -1): T {
  const shapes = tensors.map(({ shape }) => shape);
  const at = axis < 0 ? axis + (shapes[0]?.length ?? 0) : axis;
  const others = new Set(shapes.map((shape) => String(shape.with(at, -1))));
  if (others.size !== 1) {
    throw new UsageError(
      `Cannot join ${shapes.map((shape) => `[${shape}]`).join(" and ")} along axis ${at}: the shapes differ`,
    );
  }
  const sizes = shapes.map((shape) => shape[at]!);
  return record({
    output: tf.concat<T>([...tensors], at),
    inputs: tensors,
    saved: [],
    backward: (upstream) => tf.split(upstream as Tensor, sizes, at),
  });
}
