/** Two-dimensional convolution. */
import type { Tensor, Tensor1D, Tensor4D, Variable } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import { needsGradient, record } from "../autograd.ts";
import { addChannelBias } from "./add_bias.ts";
import { checkWindow } from "./geometry.ts";
import { kernels } from "./running.ts";

/** Settings of {@link conv2d}. */
export interface Conv2dOptions {
  /** Step of the filter in both directions, at least 1; 1 by default. */
  readonly stride?: number;
  /** Zeros put on each of the four sides; 0 by default. */
  readonly padding?: number;
  /** Added to every output pixel, [O]. */
  readonly bias?: Variable;
}

/**
 * Convolves images with PyTorch's symmetric padding: (1, 1) also if the stride is 2.
 *
 * @param x images [B, H, W, I]
 * @param filter weights [kh, kw, I, O]
 * @param options stride, padding and bias
 * @returns [B, (H + 2·padding − kh) / stride + 1, (W + 2·padding − kw) / stride + 1, O], rounded down
 * @throws {UsageError} if the channels of x and filter differ, the filter does not fit, or stride or padding is out of range
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { conv2d } from "./conv2d.ts";
 *
 * await startBackend("cpu");
 * const halved = conv2d(tf.ones<tf.Rank.R4>([1, 8, 8, 3]), tf.ones<tf.Rank.R4>([3, 3, 3, 4]), { stride: 2, padding: 1
 * }); console.log(halved.shape); // [1, 4, 4, 4]
 * ```
 */
export function conv2d(
  x: Tensor4D,
  filter: Tensor4D | Variable,
  { stride = 1, padding = 0, bias }: Conv2dOptions = {},
): Tensor4D {
  const weights = filter as Tensor4D;
  const [height, width, channels] = weights.shape;
  if (x.shape[3] !== channels) {
    throw new UsageError(
      `Cannot convolve [${x.shape}] with a filter [${weights.shape}]: ${
        x.shape[3]
      } channels against ${channels}`,
    );
  }
  checkWindow(x, "convolve", "filter", { height, width, stride, padding });
  const geometry = { stride, padding };
  const output = kernels().conv2d(x, weights, geometry);
  if (needsGradient(x, weights)) {
    record({
      output,
      inputs: [x, weights],
      saved: [x, weights],
      backward: (upstream, [needsX, needsFilter]) => [
        needsX ? kernels().conv2dInputGradient(upstream, weights, x.shape, geometry) : undefined,
        needsFilter ? kernels().conv2dFilterGradient(x, upstream, weights.shape, geometry) : undefined,
      ],
    });
  }
  return bias === undefined ? output : addChannelBias(output, bias as Tensor as Tensor1D);
}
