/** Fully connected layers with PyTorch's names. */
import * as tf from "@tensorflow/tfjs-core";
import { addChannelBias, linear } from "../../backend/ops/mod.ts";
import type { RandomStream } from "../../random.ts";
import { normal, uniformByFanIn } from "./initialise.ts";
import type { ForwardOptions } from "../types.ts";
import type { ParameterStore } from "./parameter_store.ts";
import { lower, raise } from "./precision.ts";

/** What a fully connected layer is made of. */
export interface LinearPlan {
  readonly inputs: number;
  readonly outputs: number;
  /** Of normal weights to start with, beside a bias of 0; without one, both start as PyTorch's. */
  readonly deviation?: number;
}

/**
 * A layer of vectors: […, inputs] → […, outputs], both float32. With the options of a forward pass the product is in
 * its precision, without them in float32.
 */
export type LinearLayer = <T extends tf.Tensor = tf.Tensor2D>(x: T, options?: ForwardOptions) => T;

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
  return (x, options = { training: false }) => {
    const low = lower(x, options);
    if (low === x) return linear(x, weight, bias);
    const product = linear(low, lower(weight as tf.Tensor as tf.Tensor2D, options));
    return addChannelBias(raise(product, options), bias as tf.Tensor as tf.Tensor1D);
  };
}
