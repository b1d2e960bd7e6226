import * as tf from "@tensorflow/tfjs-core";
import type { RandomStream } from "../../random.ts";

function normal(shape: number[], deviation: number, random: RandomStream): tf.Tensor {
  const size = shape.reduce((product, side) => product * side, 1);
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) values[i] = deviation * random.normal();
  return tf.tensor(values, shape);
}

/** Kaiming-normal weights of a convolution (fan-in, gain √2): HWIO shape, deviation √(2 / (H·W·I)). */
export function kaimingNormalConv(
  shape: [height: number, width: number, inputs: number, outputs: number],
  random: RandomStream,
): tf.Tensor {
  return normal(shape, Math.sqrt(2 / (shape[0] * shape[1] * shape[2])), random);
}

/** Weights of a linear layer from N(0, deviation²): [inputs, outputs]. */
export function normalLinear(
  shape: [inputs: number, outputs: number],
  deviation: number,
  random: RandomStream,
): tf.Tensor {
  return normal(shape, deviation, random);
}
