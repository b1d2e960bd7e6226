/**
 * Convolution by operations of our own (`src/backend/native`): sums of products along rows of pixels, without waking
 * TensorFlow's threads. They are there where set-up could build them, without a GPU, on processors with AVX2.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Rank, Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { halfTypeOf } from "../../tensorflow_half.ts";
import type { ConvolutionGeometry, Kernels } from "../kernels.ts";
import { reshape } from "./constants.ts";
import { type Attributes, execute, integers } from "./execute.ts";
import { hasOwnOperations } from "./own_operations.ts";

type Shape = readonly [number, number, number, number];

/** Channels below which TensorFlow's first layers are faster. */
const FEW = 8;

let known: boolean | undefined;

/** Whether this processor's operations are there: asked by a convolution of one pixel. */
function isThere(): boolean {
  known ??= tf.tidy(() => {
    const one = tf.ones<Rank.R4>([1, 1, 1, 1]);
    try {
      ownConvolution.conv2d(one, one, { stride: 1, padding: 0 });
      return true;
    } catch {
      return false;
    }
  });
  return known;
}

/** Whether a convolution is computed here: float32, with square filters that lie in a core's cache. */
export const hasOwnConvolution = (x: Tensor, [height, width, inputs, outputs]: Shape): boolean =>
  hasOwnOperations() && halfTypeOf(x) === undefined && height === width && Math.min(inputs, outputs) >= FEW &&
  isThere();

const windowOf = ({ stride, padding }: ConvolutionGeometry): Attributes => ({
  stride: integers(stride),
  padding: integers(padding),
});

export const ownConvolution = {
  conv2d: (x, filter, geometry): Tensor4D => execute<Rank.R4>("CbmConvolve", [x, filter], windowOf(geometry)),

  conv2dInputGradient: (upstream, filter, [, height, width], geometry): Tensor4D =>
    execute<Rank.R4>("CbmConvolveInputGrad", [upstream, filter], {
      ...windowOf(geometry),
      height: integers(height),
      width: integers(width),
    }),

  conv2dFilterGradient: (x, upstream, [size], geometry): Tensor4D =>
    execute<Rank.R4>("CbmConvolveFilterGrad", [x, upstream], { ...windowOf(geometry), size: integers(size) }),
} satisfies Partial<Kernels>;

/** One row of as many pixels as a matrix has rows. */
const asPixels = (matrix: Tensor2D): Tensor4D => reshape(matrix, [1, 1, ...matrix.shape]) as Tensor4D;

/** The product of two matrices of float32, either transposed first on request but not both: convolutions of pixels. */
export function ownProduct(a: Tensor2D, b: Tensor2D, transposeA: boolean, transposeB: boolean): Tensor2D {
  const dense = { stride: 1, padding: 0 };
  return tf.tidy(() => {
    const [first, second] = [asPixels(a), asPixels(b)], [rows, columns] = a.shape;
    const result = transposeA
      ? ownConvolution.conv2dFilterGradient(first, second, [1, 1, columns, b.shape[1]], dense)
      : transposeB
      ? ownConvolution.conv2dInputGradient(first, second, [1, 1, rows, b.shape[0]], dense)
      : ownConvolution.conv2d(first, second, dense);
    return reshape(result, result.shape.slice(2)) as Tensor2D;
  });
}
