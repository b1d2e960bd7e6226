/** Max pooling. */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import { record } from "../autograd.ts";
import { checkWindow } from "./geometry.ts";
import { kernels } from "./running.ts";

/** Settings of {@link maxPool2d}. */
export interface MaxPool2dOptions {
  /** Height and width of the window. */
  readonly size: number;
  /** Its step, the size by default. */
  readonly stride?: number;
  /** Pixels beyond each of the four sides, at most half the size, that never are the largest; 0 by default. */
  readonly padding?: number;
}

/**
 * Takes the largest value under a moving window; its gradient goes to the first of several largest ones (on webgpu to
 * the last).
 *
 * @param x images [B, H, W, C]
 * @param options size, stride and padding of the window
 * @returns [B, (H + 2·padding − size) / stride + 1, (W + 2·padding − size) / stride + 1, C], rounded down
 * @throws {UsageError} if the window does not fit, or its settings are out of range
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { maxPool2d } from "./max_pool2d.ts";
 *
 * await startBackend("cpu");
 * const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
 * console.log(await maxPool2d(x, { size: 2 }).data()); // [4]
 * ```
 */
export function maxPool2d(
  x: Tensor4D,
  { size, stride = size, padding = 0 }: MaxPool2dOptions,
): Tensor4D {
  if (!Number.isInteger(size) || size < 1) {
    throw new UsageError(`Cannot pool with a window of ${size}: it must be a whole number of at least 1`);
  }
  checkWindow(x, "pool", "window", { height: size, width: size, stride, padding });
  if (padding > size / 2) {
    throw new UsageError(`Cannot pool with padding ${padding}: at most half the window of ${size}`);
  }
  const geometry = { size, stride, padding };
  const output = kernels().maxPool2d(x, geometry);
  return record({
    output,
    inputs: [x],
    saved: [x, output],
    backward: (upstream) => [kernels().maxPool2dGradient(upstream, x, output, geometry)],
  });
}
