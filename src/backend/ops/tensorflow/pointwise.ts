/**
 * Convolutions of 1×1 as matrix products of pixels and filter.
 *
 * TensorFlow 2.21's convolutions end the process with SIGFPE for some of them (1024 channels to 512, 512 to 1024), take
 * half as long again, and write beyond their memory in the filter's gradient at stride 2 with fewer than 16 channels.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { ConvolutionGeometry } from "../kernels.ts";
import { reshape, sides, vector } from "./constants.ts";
import { execute } from "./execute.ts";

type Shape = readonly [number, number, number, number];

/** Tells whether a convolution is a matrix product of pixels and filter. */
export const isPointwise = ([height, width]: Shape, { stride, padding }: ConvolutionGeometry) =>
  height === 1 && width === 1 && stride === 1 && padding === 0;

/** Tells whether a convolution reads only every `stride`-th pixel. */
export const isSparse = ([height, width]: Shape, { stride, padding }: ConvolutionGeometry) =>
  height === 1 && width === 1 && stride > 1 && padding === 0;

/** Returns one row per pixel, or per input of a 1×1 filter. */
const rowsOf = (x: Tensor4D) => reshape(x, [-1, x.shape[3]]);

/** Multiplies rows, either factor transposed first on request, and returns images or a filter. */
export function product(
  a: Tensor4D,
  b: Tensor4D,
  shape: Shape,
  { transposeA = false, transposeB = false } = {},
): Tensor4D {
  return tf.tidy(() => {
    const attributes = { transpose_a: transposeA, transpose_b: transposeB };
    return reshape(execute("MatMul", [rowsOf(a), rowsOf(b)], attributes), shape) as Tensor4D;
  });
}

/** Takes every `stride`-th row and column, from the first. */
export function subsample(x: Tensor4D, stride: number): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  return tf.tidy(() => {
    if (height % stride === 0 && width % stride === 0) {
      // The first part of each row of a matrix of rows and columns: ten times as fast as a slice with steps.
      const [rows, columns] = [height / stride, width / stride];
      const parts = reshape(x, [batch * rows, stride, columns, stride * channels]);
      const sizes = vector([batch * rows, 1, columns, channels]);
      return reshape(execute("Slice", [parts, vector([0, 0, 0, 0]), sizes]), [
        batch,
        rows,
        columns,
        channels,
      ]);
    }
    const steps = vector([1, stride, stride, 1]);
    return execute<tf.Rank.R4>("StridedSlice", [x, vector([0, 0, 0, 0]), vector(x.shape), steps]);
  }) as Tensor4D;
}

/**
 * Computes the gradient of {@linkcode subsample}: each pixel at its place in images of a given shape, zeros
 * elsewhere.
 */
export function spread(x: Tensor4D, stride: number, [batch, height, width, channels]: Shape): Tensor4D {
  const [, rows, columns] = x.shape, more = stride - 1;
  return tf.tidy(() => {
    const parts = reshape(x, [batch * rows, 1, columns, channels]);
    const around = sides([[0, 0], [0, more], [0, 0], [0, more * channels]]);
    const padded = reshape(execute("Pad", [parts, around]), [
      batch,
      rows * stride,
      columns * stride,
      channels,
    ]);
    if (rows * stride === height && columns * stride === width) return padded;
    return execute("Slice", [padded, vector([0, 0, 0, 0]), vector([batch, height, width, channels])]);
  }) as Tensor4D;
}
