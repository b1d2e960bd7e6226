/**
 * Convolution by operations of our own (`src/backend/native`): sums of products along rows of pixels, without waking
 * TensorFlow's threads. They are there where set-up could build them, without a GPU, on processors with AVX2.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Rank, Tensor4D } from "@tensorflow/tfjs-core";
import { halfTypeOf } from "../../tensorflow_half.ts";
import type { ConvolutionGeometry, Kernels } from "../kernels.ts";
import { type Attributes, execute, integers } from "./execute.ts";
import { hasOwnOperations } from "./session.ts";

type Shape = readonly [number, number, number, number];

/** Channels below which TensorFlow's convolutions are faster, and above which its matrix products are. */
const FEW = 8, MANY = 512;

let known: boolean | undefined;

/** Tells whether this processor has the operations, by a convolution of one pixel. */
function isThere(): boolean {
  known ??= tf.tidy(() => {
    const one = tf.ones<Rank.R4>([1, 1, 1, 1]);
    try {
      ownConvolution.conv2d(one, one, { stride: 1, padding: 0 });
      return true;
    } catch (error) {
      if (!/not registered|neither a type of a primitive operation/.test(String(error))) throw error;
      return false;
    }
  });
  return known;
}

/** Filter values per pixel above which TensorFlow's convolutions are faster: ours lay the filter out anew. */
const LARGE = 4096;

/**
 * Tells whether a convolution is computed here: of float32, with a square filter that is not large beside the images,
 * and neither few channels nor, for single pixels, many.
 *
 * @param x the images, or the gradient of what came of them
 */
export function hasOwnConvolution(x: Tensor4D, [height, width, inputs, outputs]: Shape): boolean {
  if (!hasOwnOperations() || halfTypeOf(x) !== undefined || height !== width) return false;
  const pixels = x.shape[0] * x.shape[1] * x.shape[2];
  if (height * width * inputs * outputs > LARGE * pixels) return false;
  const isSmall = height > 1 || Math.max(inputs, outputs) <= MANY;
  return Math.min(inputs, outputs) >= FEW && isSmall && isThere();
}

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
