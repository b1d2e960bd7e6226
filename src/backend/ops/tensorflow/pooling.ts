/** Max pooling and its gradient by TensorFlow's kernels. */
import type { Rank, Tensor4D } from "@tensorflow/tfjs-core";
import type { PoolGeometry, PoolingKernels } from "../primitives.ts";
import { type Attributes, execute, integers } from "./execute.ts";
import { windowAttributes } from "./padding.ts";

function attributesOf(x: Tensor4D, { size, stride, padding }: PoolGeometry): Attributes {
  const image = [x.shape[1], x.shape[2]] as const;
  return {
    ...windowAttributes({ image, window: [size, size], stride, padding }),
    ksize: integers([1, size, size, 1]),
  };
}

export const pooling: PoolingKernels = {
  maxPool2d: (x, geometry) => execute<Rank.R4>("MaxPool", [x], attributesOf(x, geometry)),
  maxPool2dGradient: (upstream, x, output, geometry) =>
    execute<Rank.R4>("MaxPoolGrad", [x, output, upstream], attributesOf(x, geometry)),
};
