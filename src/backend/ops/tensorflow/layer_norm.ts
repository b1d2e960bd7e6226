/**
 * Layer normalisation: our own operation on a CPU, if it was built, else TensorFlow's kernels. The latter keep the
 * normalised values, in place of x, and the inverse deviation of each row for the gradient; sums are matrix products.
 *
 * @module
 */
import type { Rank, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { RowKernels } from "../kernels.ts";
import { reshape, scalar, vector } from "./constants.ts";
import { consume } from "./consume.ts";
import { execute } from "./execute.ts";
import { hasOwnRows, ownRows } from "./own_rows.ts";
import { wideRows } from "./wide_rows.ts";

const rowMeans = (x: Tensor2D): Tensor2D => execute("Mean", [x, vector([1])], { keep_dims: true });

const layerNorm: RowKernels["layerNorm"] = (x, weight, bias, epsilon) => {
  if (hasOwnRows(x)) return ownRows.layerNorm(x, weight, bias, epsilon);
  const mean = rowMeans(x);
  const deviations = consume<Rank.R2>("Sub", [x, mean], [mean]);
  const squares = execute<Rank.R2>("Square", [deviations]), variance = rowMeans(squares);
  squares.dispose();
  const raised = consume("AddV2", [variance, scalar(epsilon)], [variance]);
  const inverse = consume<Rank.R2>("Rsqrt", [raised], [raised]);
  const normal = consume<Rank.R2>("Mul", [deviations, inverse], [deviations]);
  const scaled = execute<Rank.R2>("Mul", [normal, weight]);
  return { output: consume("AddV2", [scaled, bias], [scaled]), saved: [normal, inverse] };
};

/** Multiplies the rows with weight / C, [N, 1]. */
function weightedMeans(x: Tensor2D, weight: Tensor1D): Tensor2D {
  const channels = weight.shape[0], share = execute("Mul", [weight, scalar(1 / channels)]);
  const column = reshape(share, [channels, 1]);
  share.dispose();
  return consume("MatMul", [x, column], [column], { transpose_a: false, transpose_b: false });
}

/** Computes dx = (g · w − mean(g · w) − x̂ · mean(g · w · x̂)) / σ. */
const layerNormGradient: RowKernels["layerNormGradient"] = (upstream, weight, saved) => {
  if (hasOwnRows(upstream)) return ownRows.layerNormGradient(upstream, weight, saved);
  const [normal, inverse] = saved as [Tensor2D, Tensor2D];
  const along = execute<Rank.R2>("Mul", [upstream, normal]);
  const weightGradient = wideRows.columnSums(along), share = weightedMeans(along, weight);
  along.dispose();
  const linear = consume("Mul", [normal, share], [share]);
  const weighted = execute("Mul", [upstream, weight]);
  const inner = consume("Sub", [weighted, linear], [weighted, linear]);
  const mean = weightedMeans(upstream, weight);
  const centred = consume("Sub", [inner, mean], [inner, mean]);
  return {
    x: consume("Mul", [centred, inverse], [centred]),
    weight: weightGradient,
    bias: wideRows.columnSums(upstream),
  };
};

export const rows: Pick<RowKernels, "layerNorm" | "layerNormGradient"> = { layerNorm, layerNormGradient };
