/** A differentiable blur of feature maps. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { depthwiseConv2d } from "../../backend/ops/mod.ts";

/**
 * Convolves every channel with the same 3×3 kernel, zero-padded so that the size is preserved.
 *
 * @param x feature maps, float32 [B, H, W, C]
 * @param kernel nine taps, row-major
 * @returns float32 [B, H, W, C]
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../../backend/mod.ts";
 * import { blur } from "./blur.ts";
 * import { gaussianKernel } from "./kernel.ts";
 *
 * await startBackend("cpu");
 * const x = tf.ones<tf.Rank.R4>([1, 3, 3, 1]);
 * console.log(await blur(x, gaussianKernel(1)).data()); // 1 in the middle, less at the border
 * ```
 */
export function blur(x: Tensor4D, kernel: ArrayLike<number>): Tensor4D {
  const channels = x.shape[3];
  const taps = Float32Array.from({ length: 9 * channels }, (_, k) => kernel[Math.floor(k / channels)]!);
  return depthwiseConv2d(x, tf.tensor4d(taps, [3, 3, channels, 1]), { padding: 1 });
}
