/** Calls kernels of TensorFlow.js that have no public function. */
import * as tf from "@tensorflow/tfjs-core";
import type { NamedAttrMap, NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";

/** Runs a kernel of the running backend by name. */
export function runKernel<T extends Tensor>(
  name: string,
  inputs: NamedTensorMap,
  attributes: NamedAttrMap,
): T {
  return tf.engine().runKernel<T>(name, inputs, attributes);
}

type Sides = [[number, number], [number, number], [number, number], [number, number]];

/** Returns the same padding on all four sides of an image, as TensorFlow.js' kernels take it. */
export function explicitPadding(padding: number): Sides {
  return [[0, 0], [padding, padding], [padding, padding], [0, 0]];
}
