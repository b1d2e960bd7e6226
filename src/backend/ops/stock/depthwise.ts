/** Depthwise convolution by TensorFlow.js' kernels; WebAssembly has no gradients among these. */
import * as tf from "@tensorflow/tfjs-core";
import type { ConvolutionGeometry, DepthwiseKernels } from "../kernels.ts";
import { explicitPadding, runKernel } from "./run_kernel.ts";

function attributesOf({ stride, padding }: ConvolutionGeometry) {
  return {
    strides: [stride, stride],
    pad: explicitPadding(padding),
    dilations: [1, 1],
    dimRoundingMode: "floor",
  } as const;
}

export const depthwise: DepthwiseKernels = {
  depthwiseConv2d(x, filter, { stride, padding }) {
    return tf.depthwiseConv2d(x, filter, stride, explicitPadding(padding), "NHWC", [1, 1], "floor");
  },

  depthwiseConv2dInputGradient(upstream, filter, inputShape, geometry) {
    return runKernel("DepthwiseConv2dNativeBackpropInput", { dy: upstream, filter }, {
      ...attributesOf(geometry),
      inputShape: [...inputShape],
    });
  },

  depthwiseConv2dFilterGradient(x, upstream, filterShape, geometry) {
    return runKernel("DepthwiseConv2dNativeBackpropFilter", { x, dy: upstream }, {
      ...attributesOf(geometry),
      filterShape: [...filterShape],
    });
  },
};
