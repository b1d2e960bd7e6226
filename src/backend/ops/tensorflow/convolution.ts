/**
 * Convolution with PyTorch's symmetric padding.
 *
 * TensorFlow's SAME padding is the fastest, and equal to PyTorch's for the usual stride of 1; at stride 2 it pads
 * (0, 1) where PyTorch pads (1, 1). There EXPLICIT padding is right but slow in the gradients, up to 5 times; a
 * padded input with VALID padding is not. Filters of 1×1 go by matrix products: TensorFlow 2.21's convolutions end the
 * process with SIGFPE for some of them (1024 channels to 512, 512 to 1024), and take half as long again.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import { isBfloat16 } from "../../tensorflow_bfloat16.ts";
import type { ConvolutionGeometry, Kernels } from "../kernels.ts";
import { cast } from "./cast.ts";
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

/** Whether a convolution is a matrix product of pixels and filter. */
const isPointwise = (x: Tensor4D, [height, width]: Shape, { stride, padding }: ConvolutionGeometry) =>
  height === 1 && width === 1 && stride === 1 && padding === 0 && !isBfloat16(x);

/** One row per pixel, or per input of a 1×1 filter. */
const rowsOf = (x: Tensor4D) => tf.reshape(x, [-1, x.shape[3]]);

/** The product of rows, either factor transposed first on request, as images or a filter. */
function product(
  a: Tensor4D,
  b: Tensor4D,
  shape: Shape,
  { transposeA = false, transposeB = false } = {},
): Tensor4D {
  return tf.tidy(() => {
    const attributes = { transpose_a: transposeA, transpose_b: transposeB };
    return tf.reshape(execute("MatMul", [rowsOf(a), rowsOf(b)], attributes), [...shape]) as Tensor4D;
  });
}

/** Every `stride`-th row and column, from the first. */
function subsample(x: Tensor4D, stride: number): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  return tf.tidy(() => {
    const vector = (...values: number[]) => tf.tensor1d(values, "int32");
    if (height % stride === 0 && width % stride === 0) {
      // The first part of each row of a matrix of rows and columns: ten times as fast as a slice with steps.
      const [rows, columns] = [height / stride, width / stride];
      const parts = tf.reshape(x, [batch * rows, stride, columns, stride * channels]);
      const sizes = vector(batch * rows, 1, columns, channels);
      return tf.reshape(execute("Slice", [parts, vector(0, 0, 0, 0), sizes]), [
        batch,
        rows,
        columns,
        channels,
      ]);
    }
    const steps = vector(1, stride, stride, 1);
    return execute<tf.Rank.R4>("StridedSlice", [x, vector(0, 0, 0, 0), vector(...x.shape), steps]);
  }) as Tensor4D;
}

const isRight = (channels: number) => channels === 16 || channels % 32 === 0;

/**
 * Runs a convolution, or a gradient of one, of two tensors. TensorFlow 2.21's bfloat16 kernels give wrong results for
 * many numbers of channels (3, 33, 34, 80 and 144 among them) on processors with AVX512_BF16, but were right for 16 and
 * multiples of 32 up to 256. All others, such as a network's first layer, go by float32.
 */
function inKnownWidths(
  [, , inputs, outputs]: Shape,
  a: Tensor4D,
  b: Tensor4D,
  compute: (a: Tensor4D, b: Tensor4D) => Tensor4D,
): Tensor4D {
  if ((isRight(inputs) && isRight(outputs)) || !isBfloat16(a)) return compute(a, b);
  const [exactA, exactB] = [a, b].map(cast.toFloat32) as [Tensor4D, Tensor4D];
  const exact = compute(exactA, exactB);
  const result = cast.toBfloat16(exact) as Tensor4D;
  tf.dispose([exactA, exactB, exact]);
  return result;
}

/**
 * How many channels a strided gradient with respect to an input lacks to be right. TensorFlow 2.21's is wrong on
 * processors with AVX-512 where the channels fill an odd number of vectors of 16, but for a single one: 36, 40, 48,
 * 72, 80, 104, 112, 144, 176, 208 and 240 were, of 28 numbers up to 256.
 */
function lackingChannels(channels: number, stride: number): number {
  const vectors = Math.ceil(channels / 16);
  return stride > 1 && vectors > 1 && vectors % 2 === 1 ? 16 * (vectors + 1) - channels : 0;
}

/** A filter with more input channels, of zeros. */
function widen(filter: Tensor4D, more: number): Tensor4D {
  return tf.tidy(() => {
    const sides = tf.tensor2d([[0, 0], [0, 0], [0, more], [0, 0]], [4, 2], "int32");
    return execute<tf.Rank.R4>("Pad", [filter, sides]);
  });
}

/** A block of a given shape out of x. */
function block(x: Tensor4D, begin: number[], shape: Shape): Tensor4D {
  return tf.tidy(() =>
    execute<tf.Rank.R4>("Slice", [x, tf.tensor1d(begin, "int32"), tf.tensor1d([...shape], "int32")])
  );
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
    if (isPointwise(x, filter.shape, geometry)) {
      const [batch, height, width] = x.shape;
      return product(x, filter, [batch, height, width, filter.shape[3]]);
    }
    const explicit: Padding = {
      padding: "EXPLICIT",
      explicit_paddings: integers([0, 0, padding, padding, padding, padding, 0, 0]),
    };
    const chosen = fastPadding(x.shape, filter.shape, geometry) ?? explicit;
    return inKnownWidths(
      filter.shape,
      x,
      filter,
      (a, b) => execute<tf.Rank.R4>("Conv2D", [a, b], attributesOf(stride, chosen)),
    );
  },

  conv2dInputGradient(upstream, filter, inputShape, geometry): Tensor4D {
    const { stride, padding } = geometry;
    if (isPointwise(upstream, filter.shape, geometry)) {
      return product(upstream, filter, inputShape, { transposeB: true });
    }
    const [batch, height, width, channels] = inputShape;
    const more = lackingChannels(channels, stride);
    if (more > 0) {
      const wideFilter = widen(filter, more), wideShape = [batch, height, width, channels + more] as const;
      const wide = convolution.conv2dInputGradient(upstream, wideFilter, wideShape, geometry);
      const narrow = block(wide, [0, 0, 0, 0], inputShape);
      tf.dispose([wideFilter, wide]);
      return narrow;
    }
    const fast = fastPadding(inputShape, filter.shape, geometry);
    const gradient = (shape: readonly number[], chosen: Padding) =>
      inKnownWidths(filter.shape, upstream, filter, (g, w) =>
        withShape(
          shape,
          (wanted) =>
            execute<tf.Rank.R4>("Conv2DBackpropInput", [wanted, w, g], attributesOf(stride, chosen)),
        ));
    if (fast !== undefined) return gradient(inputShape, fast);
    const padded = gradient([batch, height + 2 * padding, width + 2 * padding, channels], {
      padding: "VALID",
    });
    const inner = block(padded, [0, padding, padding, 0], inputShape);
    padded.dispose();
    return inner;
  },

  conv2dFilterGradient(x, upstream, filterShape, geometry): Tensor4D {
    const { stride, padding } = geometry;
    if (isPointwise(x, filterShape, geometry)) {
      return product(x, upstream, filterShape, { transposeA: true });
    }
    if (stride > 1 && padding === 0 && filterShape[0] === 1 && filterShape[1] === 1) {
      // TensorFlow 2.21's kernel writes beyond its memory here, where the input has fewer than 16 channels.
      const seen = subsample(x, stride);
      const gradient = convolution.conv2dFilterGradient(seen, upstream, filterShape, { stride: 1, padding });
      seen.dispose();
      return gradient;
    }
    const fast = fastPadding(x.shape, filterShape, geometry);
    const gradient = (input: Tensor4D, chosen: Padding) =>
      inKnownWidths(filterShape, input, upstream, (a, g) =>
        withShape(
          filterShape,
          (wanted) =>
            execute<tf.Rank.R4>("Conv2DBackpropFilter", [a, wanted, g], attributesOf(stride, chosen)),
        ));
    if (fast !== undefined) return gradient(x, fast);
    const sides = [[0, 0], [padding, padding], [padding, padding], [0, 0]];
    const padded = tf.tidy(() => execute<tf.Rank.R4>("Pad", [x, tf.tensor2d(sides, [4, 2], "int32")]));
    const result = gradient(padded, { padding: "VALID" });
    padded.dispose();
    return result;
  },
} satisfies Partial<Kernels>;
