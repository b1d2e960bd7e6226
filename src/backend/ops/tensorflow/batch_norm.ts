/**
 * Batch normalisation: operations of our own on a CPU where they are there, else FusedBatchNormV3 on a GPU and for
 * 16-bit numbers, elementwise operations for float32 on a CPU.
 *
 * On a CPU the fused kernel's statistics are plain running sums in float32: the variance is off by 1e-6 for 1,024
 * values per channel, 1e-5 for 32,768 and 4e-5 for 131,072, and training losses missed PyTorch's. With given
 * statistics it takes some twenty times as long as a product and a sum. Its gradient is sound, and used everywhere.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { halfTypeOf } from "../../tensorflow_half.ts";
import type { Kernels, NormalizationTail } from "../kernels.ts";
import { nothing, reshape, scalar } from "./constants.ts";
import { consume } from "./consume.ts";
import { execute, executeMany, float } from "./execute.ts";
import { replace } from "./lend.ts";
import { hasOwnBatchNorm, ownBatchNorm } from "./own_batch_norm.ts";
import { hasOwnOperations, tensorflowBackend } from "./session.ts";
import { along, channelSums, type Wide, widen } from "./wide_rows.ts";

/** Returns y, mean, unbiased variance (n if n = 1), and three tensors for the gradient, which vary by device. */
export function fusedTraining(x: Tensor4D, weight: Tensor1D, bias: Tensor1D, epsilon: number): tf.Tensor[] {
  return executeMany("FusedBatchNormV3", [x, weight, bias, nothing(), nothing()], {
    data_format: "NHWC",
    epsilon: float(epsilon),
    exponential_avg_factor: float(1),
    is_training: true,
  }, 6);
}

/**
 * Computes weight · deviations / √(variance + ε) + bias. x · scale + shift is a pass less, but with it the running
 * statistics of WRN-16-1 missed PyTorch's after six steps.
 */
function scaleDeviations(
  deviations: Tensor2D,
  wide: Wide,
  weight: Tensor1D,
  bias: Tensor1D,
  variance: Tensor1D,
  epsilon: number,
): Tensor2D {
  const inverse = execute("Rsqrt", [execute("AddV2", [variance, scalar(epsilon)])]);
  const scale = execute<tf.Rank.R1>("Mul", [weight, inverse]);
  const scaled = consume("Mul", [deviations, along(scale, wide)], [deviations]);
  return consume<tf.Rank.R2>("AddV2", [scaled, along(bias, wide)], [scaled]);
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
      const wide = widen(x), deviations = execute<tf.Rank.R2>("Sub", [wide.rows, along(mean, wide)]);
      return reshape(scaleDeviations(deviations, wide, weight, bias, variance, epsilon), x.shape);
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

/** Normalises by x's own mean and biased variance, which is that of the deviations: nothing cancels. */
function normalizeByOwn(x: Tensor4D, weight: Tensor1D, bias: Tensor1D, epsilon: number) {
  const [normalized, mean, variance] = tf.tidy(() => {
    const wide = widen(x), share = x.shape[3] / x.size;
    const mean = channelSums(wide.rows, wide, share);
    const deviations = execute<tf.Rank.R2>("Sub", [wide.rows, along(mean, wide)]);
    const squares = execute<tf.Rank.R2>("Square", [deviations]);
    const variance = channelSums(squares, wide, share);
    squares.dispose();
    const normalized = scaleDeviations(deviations, wide, weight, bias, variance, epsilon);
    return [reshape(normalized, x.shape) as tf.Tensor, mean as tf.Tensor, variance as tf.Tensor];
  });
  return { normalized: normalized as Tensor4D, mean: mean as Tensor1D, variance: variance as Tensor1D };
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
    if (hasOwnBatchNorm(x)) return ownBatchNorm.batchNormTraining(x, weight, bias, epsilon, tail);
    // Numbers of 16 bits are coarser than running sums are wrong.
    if (tensorflowBackend().isUsingGpuDevice || halfTypeOf(x) !== undefined) {
      const outputs = fusedTraining(x, weight, bias, epsilon);
      const [normalized, mean, variance, ...saved] = outputs as [
        Tensor4D,
        Tensor1D,
        Tensor1D,
        ...tf.Tensor[],
      ];
      return { output: applyTail(normalized, tail), mean, variance, saved };
    }
    const count = x.size / x.shape[3];
    const { normalized, mean, variance } = normalizeByOwn(x, weight, bias, epsilon);
    const unbiased = execute<tf.Rank.R1>("Mul", [variance, scalar(count / Math.max(count - 1, 1))]);
    return {
      output: applyTail(normalized, tail),
      mean,
      variance: unbiased,
      saved: [mean, variance],
    };
  },

  batchNormGradient(upstream, context) {
    if (hasOwnBatchNorm(context.x)) return ownBatchNorm.batchNormGradient(upstream, context);
    const { x, output, weight, relu, residual, epsilon, saved } = context;
    const gradient = relu ? execute<tf.Rank.R4>("ReluGrad", [upstream, output]) : upstream;
    // The mean, the biased variance, and a third that is of use on a GPU alone.
    const wanted = saved.length === 3 ? saved : [...saved, nothing()];
    const results = executeMany("FusedBatchNormGradV3", [gradient, x, weight, ...wanted], {
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

  updateAverage(average, value, momentum) {
    if (hasOwnOperations()) {
      return replace(average, execute("CbmAverage", [average, value], { momentum: float(momentum) }));
    }
    tf.tidy(() => {
      const left = execute("Mul", [average, scalar(1 - momentum)]);
      average.assign(execute("AddV2", [left, execute("Mul", [value, scalar(momentum)])]));
    });
  },

  batchNormInference(x, weight, bias, mean, variance, epsilon, tail) {
    if (hasOwnBatchNorm(x)) {
      return ownBatchNorm.batchNormInference(x, weight, bias, mean, variance, epsilon, tail);
    }
    return applyTail(normalize(x, weight, bias, mean, variance, epsilon), tail);
  },
} satisfies Partial<Kernels>;
