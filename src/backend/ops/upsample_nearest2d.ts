/** Enlarging images by repeating pixels. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import { record } from "../autograd.ts";

/**
 * Repeats each pixel `factor` times in both directions.
 *
 * @param x images [B, H, W, C]
 * @param factor a whole number, 2 by default
 * @returns [B, factor · H, factor · W, C]
 * @throws {UsageError} if the factor is not a whole number of at least 1
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { upsampleNearest2d } from "./upsample_nearest2d.ts";
 *
 * await startBackend("cpu");
 * const x = tf.tensor4d([1, 2], [1, 1, 2, 1]);
 * console.log(await upsampleNearest2d(x).data()); // [1, 1, 2, 2, 1, 1, 2, 2]
 * ```
 */
export function upsampleNearest2d(x: Tensor4D, factor = 2): Tensor4D {
  if (!Number.isInteger(factor) || factor < 1) {
    throw new UsageError(`Cannot upsample by ${factor}: it must be a whole number of at least 1`);
  }
  const [, height, width] = x.shape;
  return record({
    output: tf.image.resizeNearestNeighbor(x, [height * factor, width * factor]),
    inputs: [x],
    saved: [],
    // The sum over each pixel's copies.
    backward: (upstream) => [tf.mul(tf.avgPool(upstream, factor, factor, "valid"), factor * factor)],
  });
}
