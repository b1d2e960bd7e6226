import * as tf from "@tensorflow/tfjs-core";
import { layerNorm } from "../../backend/ops/mod.ts";
import type { ParameterStore } from "./parameter_store.ts";

/** Makes a layer normalisation over the last axis with PyTorch's names, initial values (1, 0) and ε of 1e-5. */
export function layerNormLayer(
  store: ParameterStore,
  name: string,
  channels: number,
): <T extends tf.Tensor>(x: T) => T {
  const weight = store.parameter(`${name}.weight`, tf.ones([channels]));
  const bias = store.parameter(`${name}.bias`, tf.zeros([channels]));
  return (x) => layerNorm(x, weight, bias);
}
