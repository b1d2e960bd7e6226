/**
 * Convolution with PyTorch's symmetric padding.
 *
 * TensorFlow's SAME padding is the fastest, and equal to PyTorch's for the usual stride of 1; at stride 2 it pads
 * (0, 1) where PyTorch pads (1, 1). There EXPLICIT padding is right but slow in the gradients, up to 5 times; a
 * padded input with VALID padding is not.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import type { ConvolutionGeometry, Kernels } from "../kernels.ts";
import { type Attributes, execute, integers } from "./execute.ts";

type Shape = readonly [number, number, number, number];
type Padding = { readonly padding: "SAME" | "VALID" } | {
  readonly padding: "EXPLICIT";
  readonly explicit_paddings: Attributes[string];
};

function attributesOf(stride: number, padding: Padding): Attributes {
  return { data_format: "NHWC", strides: integers([1, stride, stride, 1]), ...padding };
}

/** Whether SAME pads both ends of an axis by `padding`. */
function isSame(size: number, filter: number, { stride, padding }: ConvolutionGeometry): boolean {
  const total = (Math.ceil(size / stride) - 1) * stride + filter - size;
  return total === 2 * padding;
}

/** Padding that gradients compute fast; undefined where the input has to be padded first. */
function fastPadding(input: Shape, filter: Shape, geometry: ConvolutionGeometry): Padding | undefined {
  if (geometry.padding === 0) return { padding: "VALID" };
  const same = isSame(input[1], filter[0], geometry) && isSame(input[2], filter[1], geometry);
  return same ? { padding: "SAME" } : undefined;
}

/** Runs something with a shape as a tensor. */
function withShape<T>(shape: readonly number[], use: (tensor: Tensor1D) => T): T {
  const tensor = tf.tensor1d([...shape], "int32");
  try {
    return use(tensor);
  } finally {
    tensor.dispose();
  }
}

export const convolution = {
  conv2d(x, filter, geometry): Tensor4D {
    const { stride, padding } = geometry;
    const explicit: Padding = {
      padding: "EXPLICIT",
      explicit_paddings: integers([0, 0, padding, padding, padding, padding, 0, 0]),
    };
    const chosen = fastPadding(x.shape, filter.shape, geometry) ?? explicit;
    return execute<tf.Rank.R4>("Conv2D", [x, filter], attributesOf(stride, chosen));
  },

  conv2dInputGradient(upstream, filter, inputShape, geometry): Tensor4D {
    const { stride, padding } = geometry;
    const fast = fastPadding(inputShape, filter.shape, geometry);
    const gradient = (shape: readonly number[], chosen: Padding) =>
      withShape(
        shape,
        (wanted) =>
          execute<tf.Rank.R4>(
            "Conv2DBackpropInput",
            [wanted, filter, upstream],
            attributesOf(stride, chosen),
          ),
      );
    if (fast !== undefined) return gradient(inputShape, fast);
    const [batch, height, width, channels] = inputShape;
    const padded = gradient([batch, height + 2 * padding, width + 2 * padding, channels], {
      padding: "VALID",
    });
    const inner = tf.slice(padded, [0, padding, padding, 0], [...inputShape]);
    padded.dispose();
    return inner;
  },

  conv2dFilterGradient(x, upstream, filterShape, geometry): Tensor4D {
    const { stride, padding } = geometry;
    const fast = fastPadding(x.shape, filterShape, geometry);
    const gradient = (input: Tensor4D, chosen: Padding) =>
      withShape(
        filterShape,
        (wanted) =>
          execute<tf.Rank.R4>(
            "Conv2DBackpropFilter",
            [input, wanted, upstream],
            attributesOf(stride, chosen),
          ),
      );
    if (fast !== undefined) return gradient(x, fast);
    const padded = tf.pad(x, [[0, 0], [padding, padding], [padding, padding], [0, 0]]);
    const result = gradient(padded, { padding: "VALID" });
    padded.dispose();
    return result;
  },
} satisfies Partial<Kernels>;
