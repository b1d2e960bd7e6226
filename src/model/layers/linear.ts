/** Fully connected layers with PyTorch's names. */
import * as tf from "@tensorflow/tfjs-core";
import { addChannelBias, biasGelu, type GeluKind, linear } from "../../backend/ops/mod.ts";
import type { RandomStream } from "../../random.ts";
import type { ForwardOptions } from "../types.ts";
import { normal, uniformByFanIn } from "./initialise.ts";
import type { ParameterStore } from "./parameter_store.ts";
import { lower, raise } from "./precision.ts";

/** The structure of a fully connected layer. */
export interface LinearPlan {
  readonly inputs: number;
  readonly outputs: number;
  /**
   * Standard deviation of normal initial weights, with zero bias; if omitted, both are initialised as in
   * PyTorch.
   */
  readonly deviation?: number;
  /** An activation of the result, none by default. */
  readonly activation?: GeluKind;
}

/**
 * A layer that maps […, inputs] → […, outputs], both float32. The product uses the precision of the forward
 * pass if its options are given, else float32.
 */
export type LinearLayer = <T extends tf.Tensor = tf.Tensor2D>(x: T, options?: ForwardOptions) => T;

/** Makes a fully connected layer: `NAME.weight` and `NAME.bias`. */
export function linearLayer(
  store: ParameterStore,
  name: string,
  { inputs, outputs, deviation, activation }: LinearPlan,
  random: RandomStream,
): LinearLayer {
  const [initialWeight, initialBias] = deviation === undefined
    ? [uniformByFanIn([inputs, outputs], inputs, random), uniformByFanIn([outputs], inputs, random)]
    : [normal([inputs, outputs], deviation, random), tf.zeros([outputs])];
  const weight = store.parameter(`${name}.weight`, initialWeight, "linear");
  const bias = store.parameter(`${name}.bias`, initialBias);
  return (x, options = { training: false }) => {
    const low = lower(x, options);
    if (low === x && activation === undefined) return linear(x, weight, bias);
    const product = raise(linear(low, lower(weight as tf.Tensor as tf.Tensor2D, options)), options);
    if (activation !== undefined) return biasGelu(product, bias, activation);
    return addChannelBias(product, bias as tf.Tensor as tf.Tensor1D);
  };
}
