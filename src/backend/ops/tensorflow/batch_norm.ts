/**
 * Batch normalisation: FusedBatchNormV3, but for much float32 on a CPU, and there in inference, elementwise operations.
 *
 * On a CPU the fused kernel's statistics are plain running sums in float32: the variance is off by 1e-6 for 2,048 values,
 * but by 4e-5 for 131,072, which turns relus over near zero and shows in the gradients. With given statistics it takes
 * fifty times as long as a product and a sum. Its gradient is sound, and used everywhere.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { tensorflowBackend } from "../../tensorflow.ts";
import { halfTypeOf } from "../../tensorflow_half.ts";
import type { Kernels, NormalizationTail } from "../kernels.ts";
import { nothing, reshape, row, scalar, vector } from "./constants.ts";
import { execute, executeMany, float } from "./execute.ts";

/** y, mean, unbiased variance (n where n = 1), and what the gradient wants: three tensors that vary by device. */
export function fusedTraining(x: Tensor4D, weight: Tensor1D, bias: Tensor1D, epsilon: number): tf.Tensor[] {
  return executeMany("FusedBatchNormV3", [x, weight, bias, nothing(), nothing()], {
    data_format: "NHWC",
    epsilon: float(epsilon),
    exponential_avg_factor: float(1),
    is_training: true,
  }, 6);
}

/** Values per channel side by side, so that a vector of some hundred numbers goes along the rows, not of a few. */
interface Wide {
  /** x as [rows, groups · C]. */
  readonly rows: Tensor2D;
  readonly groups: number;
  readonly channels: number;
}

/** How wide a row should be: a broadcast along shorter ones takes twice as long. */
const WIDTH = 512;

function widen(x: Tensor4D): Wide {
  const channels = x.shape[3], values = x.size / channels;
  let groups = 1;
  while (groups * channels < WIDTH && values % (2 * groups) === 0) groups *= 2;
  return { rows: reshape(x, [values / groups, groups * channels]), groups, channels };
}

/** A vector [C] along the whole row. */
const along = (perChannel: Tensor1D, { groups }: Wide): Tensor1D =>
  groups === 1 ? perChannel : execute("Tile", [perChannel, vector([groups])]);

/** Mean per channel, [C]: a product with ones adds up in many lanes, so in short sums, and on all threads. */
function channelMeans(rows: Tensor2D, { groups, channels }: Wide): Tensor1D {
  const share = row(rows.shape[0], 1 / rows.shape[0]);
  const parts = execute("MatMul", [share, rows], { transpose_a: false, transpose_b: false });
  if (groups === 1) return reshape(parts, [channels]);
  return execute("Mean", [reshape(parts, [groups, channels]), vector([0])], { keep_dims: false });
}

/** weight · (x − mean) / √(variance + ε) + bias as one factor and one term for each channel: two passes over x. */
function scaleAndShift(
  wide: Wide,
  weight: Tensor1D,
  bias: Tensor1D,
  mean: Tensor1D,
  variance: Tensor1D,
  epsilon: number,
): Tensor2D {
  const inverse = execute("Rsqrt", [execute("AddV2", [variance, scalar(epsilon)])]);
  const scale = execute<tf.Rank.R1>("Mul", [weight, inverse]);
  const shift = execute<tf.Rank.R1>("Sub", [bias, execute("Mul", [mean, scale])]);
  const scaled = execute("Mul", [wide.rows, along(scale, wide)]);
  return execute<tf.Rank.R2>("AddV2", [scaled, along(shift, wide)]);
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
    return tf.tidy(() => reshape(scaleAndShift(widen(x), weight, bias, mean, variance, epsilon), x.shape));
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
    const wide = widen(x);
    const mean = channelMeans(wide.rows, wide);
    const variance = channelMeans(execute("SquaredDifference", [wide.rows, along(mean, wide)]), wide);
    const normalized = scaleAndShift(wide, weight, bias, mean, variance, epsilon);
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

/** How many values per channel plain running sums can take: up to here they are off by float32's usual noise. */
const FEW = 2048;

/** Numbers of 16 bits are coarser than running sums are wrong. */
const canBeFused = (x: Tensor4D) =>
  tensorflowBackend().isUsingGpuDevice || halfTypeOf(x) !== undefined || x.size / x.shape[3] <= FEW;

export const batchNormalization = {
  batchNormTraining(x, weight, bias, epsilon, tail) {
    if (canBeFused(x)) {
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

  batchNormGradient(upstream, { x, output, weight, relu, residual, epsilon, saved }) {
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
    tf.tidy(() => {
      const left = execute("Mul", [average, scalar(1 - momentum)]);
      average.assign(execute("AddV2", [left, execute("Mul", [value, scalar(momentum)])]));
    });
  },

  batchNormInference(x, weight, bias, mean, variance, epsilon, tail) {
    return applyTail(normalize(x, weight, bias, mean, variance, epsilon), tail);
  },
} satisfies Partial<Kernels>;
