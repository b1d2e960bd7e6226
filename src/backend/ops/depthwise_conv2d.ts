/** Convolution of each channel with a filter of its own. */
import type { Tensor4D, Variable } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import { record } from "../autograd.ts";
import { checkWindow } from "./geometry.ts";
import { kernels } from "./running.ts";

/** Settings of {@link depthwiseConv2d}. */
export interface DepthwiseConv2dOptions {
  /** Step of the filter in both directions, at least 1; 1 by default. */
  readonly stride?: number;
  /** Zeros put on each of the four sides; 0 by default. */
  readonly padding?: number;
}

/**
 * Convolves each channel by itself (PyTorch's `groups = channels`), with PyTorch's symmetric padding.
 *
 * @param x images [B, H, W, C]
 * @param filter weights [kh, kw, C, 1]
 * @param options stride and padding
 * @returns [B, (H + 2·padding − kh) / stride + 1, (W + 2·padding − kw) / stride + 1, C], rounded down
 * @throws {UsageError} if the filter does not match or fit, or stride or padding is out of range
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { depthwiseConv2d } from "./depthwise_conv2d.ts";
 *
 * await startBackend("cpu");
 * const filter = tf.tensor4d([1, 10], [1, 1, 2, 1]);
 * console.log(await depthwiseConv2d(tf.ones<tf.Rank.R4>([1, 1, 1, 2]), filter).data()); // [1, 10]
 * ```
 */
export function depthwiseConv2d(
  x: Tensor4D,
  filter: Tensor4D | Variable,
  { stride = 1, padding = 0 }: DepthwiseConv2dOptions = {},
): Tensor4D {
  const weights = filter as Tensor4D;
  const [height, width, channels, multiplier] = weights.shape;
  if (x.shape[3] !== channels || multiplier !== 1) {
    throw new UsageError(
      `Cannot convolve the channels of [${x.shape}] with a filter [${weights.shape}]: it must be [kh, kw, ${
        x.shape[3]
      }, 1]`,
    );
  }
  checkWindow(x, "convolve", "filter", { height, width, stride, padding });
  const geometry = { stride, padding };
  return record({
    output: kernels().depthwiseConv2d(x, weights, geometry),
    inputs: [x, weights],
    saved: [x, weights],
    backward: (upstream, [needsX, needsFilter]) => [
      needsX ? kernels().depthwiseConv2dInputGradient(upstream, weights, x.shape, geometry) : undefined,
      needsFilter ? kernels().depthwiseConv2dFilterGradient(x, upstream, weights.shape, geometry) : undefined,
    ],
  });
}
