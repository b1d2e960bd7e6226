import * as tf from "@tensorflow/tfjs-core";
import type { RandomStream } from "../../random.ts";

/** Draws numbers one by one, in a plain loop, since a network has millions. */
function draw(size: number, next: () => number): Float32Array {
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) values[i] = next();
  return values;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);

/** Draws weights from N(0, deviation²). */
export function normal(shape: number[], deviation: number, random: RandomStream): tf.Tensor {
  return tf.tensor(draw(sizeOf(shape), () => deviation * random.normal()), shape);
}

/** Draws Kaiming-normal weights of a convolution (fan-in, gain √2): HWIO shape, deviation √(2 / (H·W·I)). */
export function kaimingNormalConv(
  shape: [height: number, width: number, inputs: number, outputs: number],
  random: RandomStream,
): tf.Tensor {
  return normal(shape, Math.sqrt(2 / (shape[0] * shape[1] * shape[2])), random);
}

/**
 * Draws Kaiming-normal weights as torchvision does (fan-out, gain √2): HWIO shape, deviation √(2 / (H·W·O)).
 */
export function kaimingNormalByFanOut(
  shape: [height: number, width: number, inputs: number, outputs: number],
  random: RandomStream,
): tf.Tensor {
  return normal(shape, Math.sqrt(2 / (shape[0] * shape[1] * shape[3])), random);
}

/** Draws weights or biases as PyTorch does by default: uniform within ±1/√(fan-in). */
export function uniformByFanIn(shape: number[], fanIn: number, random: RandomStream): tf.Tensor {
  return tf.tensor(uniformValues(sizeOf(shape), 1 / Math.sqrt(fanIn), random), shape);
}

/** Draws numbers uniformly within ±bound. */
export function uniformValues(size: number, bound: number, random: RandomStream): Float32Array {
  return draw(size, () => bound * (2 * random.uniform() - 1));
}
