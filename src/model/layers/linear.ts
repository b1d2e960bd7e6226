/** Fully connected layers with PyTorch's names. */
import * as tf from "@tensorflow/tfjs-core";
import { linear } from "../../backend/ops/mod.ts";
import type { RandomStream } from "../../random.ts";
import { normal, uniformByFanIn } from "./initialise.ts";
import type { ParameterStore } from "./parameter_store.ts";

/** What a fully connected layer is made of. */
export interface LinearPlan {
  readonly inputs: number;
  readonly outputs: number;
  /** Of normal weights to start with, beside a bias of 0; without one, both start as PyTorch's. */
  readonly deviation?: number;
}

/** A layer of vectors: […, inputs] → […, outputs]. */
export type LinearLayer = <T extends tf.Tensor = tf.Tensor2D>(x: T) => T;

/** Makes a fully connected layer: `NAME.weight` and `NAME.bias`. */
export function linearLayer(
  store: ParameterStore,
  name: string,
  { inputs, outputs, deviation }: LinearPlan,
  random: RandomStream,
): LinearLayer {
  const [initialWeight, initialBias] = deviation === undefined
    ? [uniformByFanIn([inputs, outputs], inputs, random), uniformByFanIn([outputs], inputs, random)]
    : [normal([inputs, outputs], deviation, random), tf.zeros([outputs])];
  const weight = store.parameter(`${name}.weight`, initialWeight, "linear");
  const bias = store.parameter(`${name}.bias`, initialBias);
  return (x) => linear(x, weight, bias);
}
