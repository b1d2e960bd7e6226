/**
 * Batch normalisation by FusedBatchNormV3 and FusedBatchNormGradV3, with two things done otherwise on a CPU.
 *
 * Their statistics are plain running sums in float32 there, off by 1e-5 for 100,000 values. That turns relus over
 * near zero and shows in the gradients; so the statistics are taken in groups and combined, which costs little. And
 * with given statistics the kernel takes ten times as long as a difference, a product and a sum.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import { tensorflowBackend } from "../../tensorflow.ts";
import { isBfloat16 } from "../../tensorflow_bfloat16.ts";
import type { Kernels, NormalizationTail } from "../kernels.ts";
import { execute, executeMany, float } from "./execute.ts";

/** y, mean, unbiased variance (n where n = 1), and what the gradient wants: three tensors that vary by device. */
function fusedTraining(x: Tensor4D, weight: Tensor1D, bias: Tensor1D, epsilon: number): tf.Tensor[] {
  const none = tf.tensor1d([]);
  const outputs = executeMany("FusedBatchNormV3", [x, weight, bias, none, none], {
    data_format: "NHWC",
    epsilon: float(epsilon),
    exponential_avg_factor: float(1),
    is_training: true,
  }, 6);
  none.dispose();
  return outputs;
}

/** Normalises by given statistics. */
function normalize(
  x: Tensor4D,
  weight: Tensor1D,
  bias: Tensor1D,
  mean: Tensor1D,
  variance: Tensor1D,
  epsilon: number,
): Tensor4D {
  if (!tensorflowBackend().isUsingGpuDevice) {
    return tf.tidy(() => {
      const scale = tf.mul<Tensor1D>(weight, tf.rsqrt(tf.add(variance, epsilon)));
      return execute<tf.Rank.R4>("AddV2", [execute("Mul", [execute("Sub", [x, mean]), scale]), bias]);
    });
  }
  const [output, ...rest] = executeMany("FusedBatchNormV3", [x, weight, bias, mean, variance], {
    data_format: "NHWC",
    epsilon: float(epsilon),
    is_training: false,
  }, 6);
  tf.dispose(rest);
  return output as Tensor4D;
}

/** The largest of 32, 16 … 1 that divides the number of values per channel. */
function groupCount(values: number): number {
  let groups = 32;
  while (values % groups !== 0) groups /= 2;
  return groups;
}

/**
 * Mean and biased variance per channel: of `groups` parts of the values, then of those together. The variance is
 * the mean of the parts' variances and the variance of their means (Chan, Golub and LeVeque, 1979).
 */
function groupedStatistics(x: Tensor4D, groups: number): { mean: Tensor1D; variance: Tensor1D } {
  const [mean, variance] = tf.tidy(() => {
    const channels = x.shape[3], wide = groups * channels;
    const rows = tf.reshape(x, [x.size / wide, 1, 1, wide]) as Tensor4D;
    const [, partMean, , , partVariance] = fusedTraining(rows, tf.ones([wide]), tf.zeros([wide]), 1e-5);
    const means = tf.reshape(partMean!, [groups, channels]);
    const variances = tf.reshape(partVariance!, [groups, channels]);
    const all = tf.mean<Tensor1D>(means, 0);
    const between = tf.mean(execute("SquaredDifference", [means, all]), 0);
    return [all, tf.add<Tensor1D>(tf.mean(variances, 0), between)];
  });
  return { mean: mean!, variance: variance! };
}

function applyTail(normalized: Tensor4D, { relu, residual }: NormalizationTail): Tensor4D {
  const sum = residual === undefined ? normalized : execute<tf.Rank.R4>("AddV2", [normalized, residual]);
  if (sum !== normalized) normalized.dispose();
  if (!relu) return sum;
  const output = execute<tf.Rank.R4>("Relu", [sum]);
  sum.dispose();
  return output;
}

export const batchNormalization = {
  batchNormTraining(x, weight, bias, epsilon, tail) {
    const count = x.size / x.shape[3];
    const groups = groupCount(count);
    // bfloat16 is coarser than running sums are wrong.
    if (tensorflowBackend().isUsingGpuDevice || groups === 1 || isBfloat16(x)) {
      const outputs = fusedTraining(x, weight, bias, epsilon);
      const [normalized, mean, variance, ...saved] = outputs as [
        Tensor4D,
        Tensor1D,
        Tensor1D,
        ...tf.Tensor[],
      ];
      return { output: applyTail(normalized, tail), mean, variance, saved };
    }
    const { mean, variance } = groupedStatistics(x, groups);
    const normalized = normalize(x, weight, bias, mean, variance, epsilon);
    const unbiased = tf.mul<Tensor1D>(variance, count / Math.max(count - 1, 1));
    // On a CPU the gradient wants the mean, the biased variance and an empty tensor.
    return {
      output: applyTail(normalized, tail),
      mean,
      variance: unbiased,
      saved: [mean, variance, tf.tensor1d([])],
    };
  },

  batchNormGradient(upstream, { x, output, weight, relu, residual, epsilon, saved }) {
    const gradient = relu ? execute<tf.Rank.R4>("ReluGrad", [upstream, output]) : upstream;
    const results = executeMany("FusedBatchNormGradV3", [gradient, x, weight, ...saved], {
      data_format: "NHWC",
      epsilon: float(epsilon),
      is_training: true,
    }, 5);
    const [xGradient, weightGradient, biasGradient, ...empty] = results as [Tensor4D, Tensor1D, Tensor1D];
    tf.dispose(empty);
    const parameters = { x: xGradient, weight: weightGradient, bias: biasGradient };
    if (residual !== undefined) return { ...parameters, residual: relu ? gradient : tf.clone(gradient) };
    if (relu) gradient.dispose();
    return { ...parameters, residual: undefined };
  },

  batchNormInference(x, weight, bias, mean, variance, epsilon, tail) {
    return applyTail(normalize(x, weight, bias, mean, variance, epsilon), tail);
  },
} satisfies Partial<Kernels>;
