/**
 * Depthwise convolution by TensorFlow's kernels.
 *
 * On a CPU the input gradient of stride 1 takes twenty times as long as the forward pass; it is the forward pass of
 * the turned filter.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Rank, Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import { tensorflowBackend } from "../../tensorflow.ts";
import type { ConvolutionGeometry } from "../kernels.ts";
import type { DepthwiseKernels } from "../primitives.ts";
import { type Attributes, execute } from "./execute.ts";
import { windowAttributes } from "./padding.ts";

type Shape = readonly [number, number, number, number];

function attributesOf(image: Shape, filter: Shape, geometry: ConvolutionGeometry): Attributes {
  return windowAttributes({ image: [image[1], image[2]], window: [filter[0], filter[1]], ...geometry });
}

const shapeTensor = (shape: Shape): Tensor1D => tf.tensor1d([...shape], "int32");

function convolve(x: Tensor4D, filter: Tensor4D, geometry: ConvolutionGeometry): Tensor4D {
  const attributes = attributesOf(x.shape, filter.shape, geometry);
  return execute<Rank.R4>("DepthwiseConv2dNative", [x, filter], attributes);
}

export const depthwise: DepthwiseKernels = {
  depthwiseConv2d: convolve,

  depthwiseConv2dInputGradient(upstream, filter, inputShape, geometry) {
    const [height, width] = filter.shape;
    const { stride, padding } = geometry;
    return tf.tidy(() => {
      const turns = stride === 1 && height === width && padding < height;
      if (turns && !tensorflowBackend().isUsingGpuDevice) {
        const turned = tf.reverse(filter, [0, 1]);
        return convolve(upstream, turned, { stride: 1, padding: height - 1 - padding });
      }
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
