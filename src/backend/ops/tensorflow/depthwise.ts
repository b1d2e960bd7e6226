/** Depthwise convolution by TensorFlow's kernels. */
import * as tf from "@tensorflow/tfjs-core";
import type { Rank, Tensor1D } from "@tensorflow/tfjs-core";
import type { ConvolutionGeometry, DepthwiseKernels } from "../kernels.ts";
import { type Attributes, execute } from "./execute.ts";
import { windowAttributes } from "./padding.ts";

type Shape = readonly [number, number, number, number];

function attributesOf(image: Shape, filter: Shape, geometry: ConvolutionGeometry): Attributes {
  return windowAttributes({ image: [image[1], image[2]], window: [filter[0], filter[1]], ...geometry });
}

const shapeTensor = (shape: Shape): Tensor1D => tf.tensor1d([...shape], "int32");

export const depthwise: DepthwiseKernels = {
  depthwiseConv2d(x, filter, geometry) {
    const attributes = attributesOf(x.shape, filter.shape, geometry);
    return execute<Rank.R4>("DepthwiseConv2dNative", [x, filter], attributes);
  },

  depthwiseConv2dInputGradient(upstream, filter, inputShape, geometry) {
    return tf.tidy(() => {
      const attributes = attributesOf(inputShape, filter.shape, geometry);
      const inputs = [shapeTensor(inputShape), filter, upstream];
      return execute<Rank.R4>("DepthwiseConv2dNativeBackpropInput", inputs, attributes);
    });
  },

  depthwiseConv2dFilterGradient(x, upstream, filterShape, geometry) {
    return tf.tidy(() => {
      const attributes = attributesOf(x.shape, filterShape, geometry);
      const inputs = [x, shapeTensor(filterShape), upstream];
      return execute<Rank.R4>("DepthwiseConv2dNativeBackpropFilter", inputs, attributes);
    });
  },
};
