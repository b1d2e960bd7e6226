import * as tf from "@tensorflow/tfjs-core";
import { batchNorm, batchNormSilu } from "../../backend/ops/mod.ts";
import type { ParameterStore } from "./parameter_store.ts";

/** Operations fused with the normalisation, applied after it. */
export interface BatchNormOptions {
  readonly training: boolean;
  /** Added after the normalisation, before the ReLU. */
  readonly residual?: tf.Tensor4D;
  readonly relu?: boolean;
  /** A SiLU instead of the ReLU, without a residual. */
  readonly silu?: boolean;
}

/** A batch normalisation over the channels of [B, H, W, C]. */
export type BatchNorm = (x: tf.Tensor4D, options: BatchNormOptions) => tf.Tensor4D;

/** Deviations from PyTorch's defaults. */
export interface BatchNormSettings {
  /** Added to the variance, 1e-5 by default. */
  readonly epsilon?: number;
  /** Weight of the batch in the running statistics, 0.1 by default. */
  readonly momentum?: number;
}

/** Makes a batch normalisation with PyTorch's names, initial values (1, 0, 0, 1) and defaults. */
export function batchNormLayer(
  store: ParameterStore,
  name: string,
  channels: number,
  settings: BatchNormSettings = {},
): BatchNorm {
  const variables = {
    weight: store.parameter(`${name}.weight`, tf.ones([channels])),
    bias: store.parameter(`${name}.bias`, tf.zeros([channels])),
    runningMean: store.buffer(`${name}.running_mean`, tf.zeros([channels])),
    runningVariance: store.buffer(`${name}.running_var`, tf.ones([channels])),
  };
  const count = store.counter(`${name}.num_batches_tracked`);
  return (x, { silu = false, ...options }) => {
    if (options.training) count();
    const apply = silu ? batchNormSilu : batchNorm;
    return apply(x, variables, { ...settings, ...options });
  };
}
