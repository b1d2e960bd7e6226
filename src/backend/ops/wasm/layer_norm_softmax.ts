/** Layer normalisation and softmax on our WebAssembly kernels: a row stays in the cache for all its passes. */
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { RowKernels } from "../kernels.ts";
import { address, allocate, floats, program, workspace } from "./runtime.ts";

/** Rows whose gradients are summed in single floats before they go into double ones. */
const CHUNK_ROWS = 64;

const layerNorm: RowKernels["layerNorm"] = (x, weight, bias, epsilon) => {
  const [rows, channels] = x.shape;
  const [output, out] = allocate<Tensor2D>(x.shape);
  const [means, meansAt] = allocate<Tensor1D>([rows]);
  const [inverses, inversesAt] = allocate<Tensor1D>([rows]);
  program().normalizeRows(
    address(x),
    address(weight),
    address(bias),
    out,
    meansAt,
    inversesAt,
    rows,
    channels,
    1 / channels,
    epsilon,
  );
  return { output, saved: [x, means, inverses] };
};

const layerNormGradient: RowKernels["layerNormGradient"] = (upstream, weight, saved) => {
  const [x, means, inverses] = saved as [Tensor2D, Tensor1D, Tensor1D];
  const [rows, channels] = x.shape;
  const [gradient, out] = allocate<Tensor2D>(x.shape);
  const [weightGradient, weightOut] = allocate<Tensor1D>([channels]);
  const [biasGradient, biasOut] = allocate<Tensor1D>([channels]);
  const [sumsAt] = workspace(channels * 8) as [number];
  const sums = floats(sumsAt, 2 * channels);
  const totals = new Float64Array(2 * channels);
  for (let first = 0; first < rows; first += CHUNK_ROWS) {
    const [offset, count] = [first * channels * 4, Math.min(CHUNK_ROWS, rows - first)];
    sums.fill(0);
    program().normalizeRowsGradient(
      address(upstream) + offset,
      address(x) + offset,
      address(weight),
      out + offset,
      address(means) + first * 4,
      address(inverses) + first * 4,
      sumsAt,
      sumsAt + channels * 4,
      count,
      channels,
      1 / channels,
    );
    for (let k = 0; k < totals.length; k++) totals[k]! += sums[k]!;
  }
  floats(weightOut, channels).set(totals.subarray(0, channels));
  floats(biasOut, channels).set(totals.subarray(channels));
  return { x: gradient, weight: weightGradient, bias: biasGradient };
};

const softmaxGradient: RowKernels["softmaxGradient"] = (upstream, output) => {
  const [rows, channels] = output.shape;
  const [gradient, out] = allocate<Tensor2D>(output.shape);
  program().softmaxRowsGradient(address(upstream), address(output), out, rows, channels);
  return gradient;
};

/** Operations on rows for `Kernels`; softmax itself is the stock one. */
export const rows = { layerNorm, layerNormGradient, softmaxGradient };
