/** Batch normalisation by FusedBatchNormV3 and FusedBatchNormGradV3: one pass each over the activations. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Kernels, NormalizationTail } from "../kernels.ts";
import { execute, executeMany, float } from "./execute.ts";

function applyTail(normalized: Tensor4D, { relu, residual }: NormalizationTail): Tensor4D {
  if (residual === undefined && !relu) return normalized;
  const sum = residual === undefined ? normalized : execute<tf.Rank.R4>("AddV2", [normalized, residual]);
  if (sum !== normalized) normalized.dispose();
  if (!relu) return sum;
  const output = execute<tf.Rank.R4>("Relu", [sum]);
  sum.dispose();
  return output;
}

/** FusedBatchNormV3 has a type U for the statistics beside T. */
const layout = { data_format: "NHWC" };

export const batchNormalization = {
  batchNormTraining(x, weight, bias, epsilon, tail) {
    const none = tf.tensor1d([]);
    const outputs = executeMany("FusedBatchNormV3", [x, weight, bias, none, none], {
      ...layout,
      epsilon: float(epsilon),
      exponential_avg_factor: float(1),
      is_training: true,
    }, 6);
    none.dispose();
    // TensorFlow gives the unbiased variance for the running average, and keeps what its gradient needs.
    const [normalized, mean, variance, ...saved] = outputs as [Tensor4D, Tensor1D, Tensor1D, ...tf.Tensor[]];
    return { output: applyTail(normalized, tail), mean, variance, saved };
  },

  batchNormGradient(upstream, { x, output, weight, relu, residual, epsilon, saved }) {
    const gradient = relu ? execute<tf.Rank.R4>("ReluGrad", [upstream, output]) : upstream;
    const results = executeMany("FusedBatchNormGradV3", [gradient, x, weight, ...saved], {
      ...layout,
      epsilon: float(epsilon),
      is_training: true,
    }, 5);
    const [xGradient, weightGradient, biasGradient, ...empty] = results as [Tensor4D, Tensor1D, Tensor1D];
    tf.dispose(empty);
    if (residual === undefined) {
      if (relu) gradient.dispose();
      return { x: xGradient, weight: weightGradient, bias: biasGradient, residual: undefined };
    }
    return {
      x: xGradient,
      weight: weightGradient,
      bias: biasGradient,
      residual: relu ? gradient : tf.clone(gradient),
    };
  },

  batchNormInference(x, weight, bias, mean, variance, epsilon, tail) {
    const [normalized, ...rest] = executeMany("FusedBatchNormV3", [x, weight, bias, mean, variance], {
      ...layout,
      epsilon: float(epsilon),
      is_training: false,
    }, 6) as [Tensor4D, ...tf.Tensor[]];
    tf.dispose(rest);
    return applyTail(normalized, tail);
  },
} satisfies Partial<Kernels>;
