/** Batch normalisation on our WebAssembly kernels: two passes forward, two passes back. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Kernels, NormalizationTail } from "../kernels.ts";
import { address, allocate, doubles, floats, program, workspace } from "./runtime.ts";

/** Floats of one chunk of rows: it stays in the first-level cache. */
const CHUNK = 4096;

/** Tells whether the WebAssembly kernels take x: they work on four channels at a time. */
function fits(x: Tensor4D): boolean {
  return x.shape[3] % 4 === 0;
}

function sizes(x: Tensor4D): { rows: number; channels: number; chunk: number } {
  const channels = x.shape[3];
  return { rows: x.size / channels, channels, chunk: Math.max(8, Math.floor(CHUNK / channels)) };
}

/** Computes relu(x · scale + shift + residual), scale and shift at the given addresses. */
function scaleShift(
  x: Tensor4D,
  scale: number,
  shift: number,
  { relu, residual }: NormalizationTail,
): Tensor4D {
  const { rows, channels, chunk } = sizes(x);
  const kernels = program();
  const apply = residual === undefined
    ? (relu ? kernels.scaleShiftRelu : kernels.scaleShift)
    : (relu ? kernels.scaleShiftAddRelu : kernels.scaleShiftAdd);
  const [output, out] = allocate<Tensor4D>(x.shape);
  apply(address(x), residual === undefined ? 0 : address(residual), out, rows, channels, chunk, scale, shift);
  return output;
}

const batchNormTraining: Kernels["batchNormTraining"] = (x, weight, bias, epsilon, tail) => {
  const { rows, channels, chunk } = sizes(x);
  const [mean, meanAt] = allocate<Tensor1D>([channels]);
  const [variance, varianceAt] = allocate<Tensor1D>([channels]);
  const [inverseDeviation, inverseAt] = allocate<Tensor1D>([channels]);
  const [totals, scaleAt, shiftAt] = workspace(channels * 16, channels * 4, channels * 4);
  // The first row is a guess of the mean, near enough for the squares.
  const shifts = floats(shiftAt!, channels);
  shifts.set(floats(address(x), channels));
  const sums = doubles(totals!, 2 * channels).fill(0);
  program().moments(address(x), rows, channels, chunk, shiftAt!, totals!, totals! + channels * 8);

  const scales = floats(scaleAt!, channels);
  const means = floats(meanAt, channels);
  const variances = floats(varianceAt, channels);
  const inverses = floats(inverseAt, channels);
  const weights = floats(address(weight), channels);
  const biases = floats(address(bias), channels);
  for (let c = 0; c < channels; c++) {
    const shifted = sums[c]! / rows;
    const biased = Math.max(sums[channels + c]! / rows - shifted * shifted, 0);
    const inverse = 1 / Math.sqrt(biased + epsilon);
    const average = shifts[c]! + shifted;
    means[c] = average;
    variances[c] = biased * rows / Math.max(rows - 1, 1);
    inverses[c] = inverse;
    scales[c] = weights[c]! * inverse;
    shifts[c] = biases[c]! - average * weights[c]! * inverse;
  }
  const output = scaleShift(x, scaleAt!, shiftAt!, tail);
  return { output, mean, variance, saved: [mean, inverseDeviation] };
};

const batchNormGradient: Kernels["batchNormGradient"] = (upstream, context) => {
  const { x, output, weight, relu, residual, saved } = context;
  const [mean, inverseDeviation] = saved as [Tensor1D, Tensor1D];
  const { rows, channels, chunk } = sizes(x);
  const kernels = program();
  const [weightGradient, weightAt] = allocate<Tensor1D>([channels]);
  const [biasGradient, biasAt] = allocate<Tensor1D>([channels]);
  const [inputGradient, inputAt] = allocate<Tensor4D>(x.shape);
  const storesMasked = relu && residual !== undefined;
  const [maskedGradient, maskedAt] = storesMasked ? allocate<Tensor4D>(x.shape) : [undefined, 0];
  const bytes = channels * 4;
  const [totals, scaleAt, slopeAt, constantAt] = workspace(channels * 16, bytes, bytes, bytes);
  const sums = doubles(totals!, 2 * channels).fill(0);
  const from = address(upstream), at = address(x), outputAt = address(output), meanAt = address(mean);
  const measure = storesMasked
    ? kernels.gradientSumsReluStore
    : (relu ? kernels.gradientSumsRelu : kernels.gradientSums);
  measure(from, outputAt, at, maskedAt, rows, channels, chunk, meanAt, totals!, totals! + channels * 8);

  // dx = w / σ · (g − mean(g) − (x − mean) / σ² · mean(g · (x − mean)))
  const scales = floats(scaleAt!, channels);
  const slopes = floats(slopeAt!, channels);
  const constants = floats(constantAt!, channels);
  const weights = floats(address(weight), channels);
  const inverses = floats(address(inverseDeviation), channels);
  const weightGradients = floats(weightAt, channels);
  const biasGradients = floats(biasAt, channels);
  for (let c = 0; c < channels; c++) {
    const inverse = inverses[c]!, sum = sums[c]!, product = sums[channels + c]!;
    const scale = weights[c]! * inverse;
    biasGradients[c] = sum;
    weightGradients[c] = product * inverse;
    scales[c] = scale;
    slopes[c] = -scale * inverse * inverse * product / rows;
    constants[c] = -scale * sum / rows;
  }
  const maskNow = relu && !storesMasked;
  const finish = maskNow ? kernels.normalizedGradientRelu : kernels.normalizedGradient;
  const source = storesMasked ? maskedAt : from;
  finish(source, outputAt, at, inputAt, rows, channels, chunk, meanAt, scaleAt!, slopeAt!, constantAt!);
  return {
    x: inputGradient,
    weight: weightGradient,
    bias: biasGradient,
    residual: residual === undefined ? undefined : maskedGradient ?? tf.clone(upstream),
  };
};

const batchNormInference: Kernels["batchNormInference"] = (
  x,
  weight,
  bias,
  mean,
  variance,
  epsilon,
  tail,
) => {
  const channels = x.shape[3];
  const [scaleAt, shiftAt] = workspace(channels * 4, channels * 4);
  const scales = floats(scaleAt!, channels);
  const shifts = floats(shiftAt!, channels);
  const [w, b, m, v] = [weight, bias, mean, variance].map((tensor) => floats(address(tensor), channels));
  for (let c = 0; c < channels; c++) {
    const scale = w![c]! / Math.sqrt(v![c]! + epsilon);
    scales[c] = scale;
    shifts[c] = b![c]! - m![c]! * scale;
  }
  return scaleShift(x, scaleAt!, shiftAt!, tail);
};

/** Builds batch normalisation for {@link Kernels}; other numbers of channels are left to `base`. */
export const normalization = (base: Kernels) => ({
  batchNormTraining: (x, ...rest) => (fits(x) ? batchNormTraining : base.batchNormTraining)(x, ...rest),
  batchNormGradient: (upstream, context) =>
    (fits(context.x) ? batchNormGradient : base.batchNormGradient)(upstream, context),
  batchNormInference: (x, ...rest) => (fits(x) ? batchNormInference : base.batchNormInference)(x, ...rest),
} satisfies Partial<Kernels>);
