/** Convolution with PyTorch's symmetric padding, and its gradients, by whichever of TensorFlow's ways is fastest. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { ConvolutionGeometry, Kernels } from "../kernels.ts";
import { sides, vector } from "./constants.ts";
import { type Attributes, execute } from "./execute.ts";
import { filterGradientByTaps, hasTaps } from "./filter_taps.ts";
import { inKnownWidths } from "./known_widths.ts";
import { lackingChannels, widenFilter } from "./lacking_channels.ts";
import { hasOwnConvolution, ownConvolution } from "./own_convolution.ts";
import { fastAttributes, validAttributes, windowAttributes } from "./padding.ts";
import { isPointwise, isSparse, product, spread, subsample } from "./pointwise.ts";
import { tensorflowBackend } from "./session.ts";

type Shape = readonly [number, number, number, number];

/** Describes the filter as a window that moves over the image. */
const windowOf = (image: Shape, filter: Shape, { stride, padding }: ConvolutionGeometry) => ({
  image: [image[1], image[2]] as const,
  window: [filter[0], filter[1]] as const,
  stride,
  padding,
});

/** Tells whether a filter's gradient is faster by products: on a CPU 1.5 to 4 times, for many channels or a stride. */
const isFasterByTaps = (x: Tensor4D, [, , , outputs]: Shape, geometry: ConvolutionGeometry) =>
  outputs * geometry.stride >= 512 && hasTaps(x.shape, geometry) && !tensorflowBackend().isUsingGpuDevice;

/** Pads images with zeros on every side. */
function pad(x: Tensor4D, padding: number): Tensor4D {
  return execute("Pad", [x, sides([[0, 0], [padding, padding], [padding, padding], [0, 0]])]);
}

/** Cuts a block of a given shape out of x. */
function block(x: Tensor4D, begin: number[], shape: Shape): Tensor4D {
  return execute("Slice", [x, vector(begin), vector(shape)]);
}

/** A filter that sees every pixel, without padding. */
const DENSE: ConvolutionGeometry = { stride: 1, padding: 0 };

export const convolution = {
  conv2d(x, filter, geometry): Tensor4D {
    if (hasOwnConvolution(x, filter.shape)) return ownConvolution.conv2d(x, filter, geometry);
    if (isPointwise(filter.shape, geometry)) {
      const [batch, height, width] = x.shape;
      return product(x, filter, [batch, height, width, filter.shape[3]]);
    }
    if (isSparse(filter.shape, geometry)) {
      const seen = subsample(x, geometry.stride);
      const output = convolution.conv2d(seen, filter, DENSE);
      seen.dispose();
      return output;
    }
    const attributes = windowAttributes(windowOf(x.shape, filter.shape, geometry));
    return inKnownWidths(filter.shape, x, filter, (a, b) => execute("Conv2D", [a, b], attributes));
  },

  conv2dInputGradient(upstream, filter, inputShape, geometry): Tensor4D {
    if (hasOwnConvolution(upstream, filter.shape)) {
      return ownConvolution.conv2dInputGradient(upstream, filter, inputShape, geometry);
    }
    if (isPointwise(filter.shape, geometry)) {
      return product(upstream, filter, inputShape, { transposeB: true });
    }
    const { stride, padding } = geometry, [batch, height, width, channels] = inputShape;
    if (isSparse(filter.shape, geometry)) {
      const [, rows, columns] = upstream.shape;
      const seen = convolution.conv2dInputGradient(upstream, filter, [batch, rows, columns, channels], DENSE);
      const gradient = spread(seen, stride, inputShape);
      seen.dispose();
      return gradient;
    }
    const more = lackingChannels(channels, stride);
    if (more > 0) {
      const wideFilter = widenFilter(filter, more),
        wideShape = [batch, height, width, channels + more] as const;
      const wide = convolution.conv2dInputGradient(upstream, wideFilter, wideShape, geometry);
      const narrow = block(wide, [0, 0, 0, 0], inputShape);
      tf.dispose([wideFilter, wide]);
      return narrow;
    }
    const gradient = (shape: readonly number[], attributes: Attributes) =>
      inKnownWidths(
        filter.shape,
        upstream,
        filter,
        (g, w) => execute("Conv2DBackpropInput", [vector(shape), w, g], attributes),
      );
    const fast = fastAttributes(windowOf(inputShape, filter.shape, geometry));
    if (fast !== undefined) return gradient(inputShape, fast);
    const around = [batch, height + 2 * padding, width + 2 * padding, channels];
    const padded = gradient(around, validAttributes(stride));
    const inner = block(padded, [0, padding, padding, 0], inputShape);
    padded.dispose();
    return inner;
  },

  conv2dFilterGradient(x, upstream, filterShape, geometry): Tensor4D {
    if (hasOwnConvolution(x, filterShape)) {
      return ownConvolution.conv2dFilterGradient(x, upstream, filterShape, geometry);
    }
    const { stride, padding } = geometry;
    if (isPointwise(filterShape, geometry)) {
      return product(x, upstream, filterShape, { transposeA: true });
    }
    if (isSparse(filterShape, geometry)) {
      const seen = subsample(x, stride);
      const gradient = convolution.conv2dFilterGradient(seen, upstream, filterShape, DENSE);
      seen.dispose();
      return gradient;
    }
    if (isFasterByTaps(x, filterShape, geometry)) {
      return inKnownWidths(
        filterShape,
        x,
        upstream,
        (a, g) => filterGradientByTaps(a, g, filterShape, geometry),
      );
    }
    const gradient = (input: Tensor4D, attributes: Attributes) =>
      inKnownWidths(
        filterShape,
        input,
        upstream,
        (a, g) => execute("Conv2DBackpropFilter", [a, vector(filterShape), g], attributes),
      );
    const fast = fastAttributes(windowOf(x.shape, filterShape, geometry));
    if (fast !== undefined) return gradient(x, fast);
    const padded = pad(x, padding);
    const result = gradient(padded, validAttributes(stride));
    padded.dispose();
    return result;
  },
} satisfies Partial<Kernels>;
