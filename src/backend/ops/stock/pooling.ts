/** Pooling by TensorFlow.js' kernels. */
import * as tf from "@tensorflow/tfjs-core";
import type { PoolingKernels } from "../kernels.ts";
import { explicitPadding, runKernel } from "./run_kernel.ts";

export const pooling: PoolingKernels = {
  maxPool2d(x, { size, stride, padding }) {
    return tf.maxPool(x, size, stride, explicitPadding(padding), "floor");
  },

  maxPool2dGradient(upstream, x, output, { size, stride, padding }) {
    return runKernel("MaxPoolGrad", { dy: upstream, input: x, output }, {
      filterSize: [size, size],
      strides: [stride, stride],
      pad: explicitPadding(padding),
      dimRoundingMode: "floor",
    });
  },
};
