/**
 * Max pooling by TensorFlow's kernels; its gradient, for float32 on a CPU, by an operation of our own where it is
 * there.
 *
 * TensorFlow's gradient looks at every pixel of every window; where windows overlap it takes rows first and then
 * columns, which finds the same pixels with 2·n instead of n² looks.
 *
 * @module
 */
import type { Rank, Tensor4D } from "@tensorflow/tfjs-core";
import { halfTypeOf } from "../../tensorflow_half.ts";
import type { PoolGeometry, PoolingKernels } from "../kernels.ts";
import { type Attributes, execute, integers } from "./execute.ts";
import { windowAttributes } from "./padding.ts";
import { hasOwnOperations } from "./session.ts";

function attributesOf(x: Tensor4D, { size, stride, padding }: PoolGeometry): Attributes {
  const image = [x.shape[1], x.shape[2]] as const;
  return {
    ...windowAttributes({ image, window: [size, size], stride, padding }),
    ksize: integers([1, size, size, 1]),
  };
}

/** Returns the attributes of a window of one row or column that moves by one and keeps the size. */
const lineAttributes = (height: number, width: number): Attributes => ({
  data_format: "NHWC",
  strides: integers([1, 1, 1, 1]),
  padding: "SAME",
  ksize: integers([1, height, width, 1]),
});

/** Computes the gradient of a pooling that keeps the size, by way of the pooled rows. */
function gradientByLines(upstream: Tensor4D, x: Tensor4D, output: Tensor4D, size: number): Tensor4D {
  const across = lineAttributes(1, size), down = lineAttributes(size, 1);
  const rows = execute<Rank.R4>("MaxPool", [x], across);
  const between = execute<Rank.R4>("MaxPoolGrad", [rows, output, upstream], down);
  const gradient = execute<Rank.R4>("MaxPoolGrad", [x, rows, between], across);
  rows.dispose();
  between.dispose();
  return gradient;
}

export const pooling: PoolingKernels = {
  maxPool2d: (x, geometry) => execute<Rank.R4>("MaxPool", [x], attributesOf(x, geometry)),
  maxPool2dGradient(upstream, x, output, geometry) {
    const { size, stride, padding } = geometry;
    if (hasOwnOperations() && halfTypeOf(x) === undefined) {
      const window = { size: integers(size), stride: integers(stride), padding: integers(padding) };
      return execute<Rank.R4>("CbmMaxPoolGrad", [x, output, upstream], window);
    }
    return stride === 1 && 2 * padding === size - 1
      ? gradientByLines(upstream, x, output, size)
      : execute<Rank.R4>("MaxPoolGrad", [x, output, upstream], attributesOf(x, geometry));
  },
};
