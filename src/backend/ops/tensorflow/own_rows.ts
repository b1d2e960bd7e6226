/**
 * Operations of our own (`src/backend/native`) on rows of float32, where set-up could build them and there is no GPU:
 * layer normalisation, biases and GELU, each in one pass over memory, with sums in float64.
 *
 * @module
 */
import type { Rank, Tensor, Tensor1D, Tensor2D, TensorInfo } from "@tensorflow/tfjs-core";
import { halfTypeOf } from "../../tensorflow_half.ts";
import type { BiasKernels, GeluKind, RowKernels } from "../kernels.ts";
import { execute, executeMany, float, integers } from "./execute.ts";
import { hasOwnOperations } from "./session.ts";

/** The numbers of the kinds of GELU in the operation. */
const KINDS = { gelu: 0, quickgelu: 1 } as const;

/** Tells whether our operations take x: float32 on a CPU. */
export const hasOwnRows = (x: TensorInfo): boolean => hasOwnOperations() && halfTypeOf(x) === undefined;

/** Applies GELU after a bias, [C] or [1, C]; the derivative is empty if not wanted. */
export function ownGelu<T extends Tensor>(
  x: T,
  bias: TensorInfo,
  kind: GeluKind,
  withSlope: boolean,
): { output: T; slope: Tensor } {
  const attributes = { kind: integers(KINDS[kind]), with_slope: withSlope };
  const [output, slope] = executeMany("CbmBiasGelu", [x, bias], attributes, 2) as [T, Tensor];
  return { output, slope };
}

export const ownRows = {
  /** Keeps x, and each row's mean and inverse deviation. */
  layerNorm(x, weight, bias, epsilon) {
    const inputs = [x, weight, bias], attributes = { epsilon: float(epsilon) };
    const [output, statistics] = executeMany("CbmLayerNorm", inputs, attributes, 2) as [Tensor2D, Tensor2D];
    return { output, saved: [x, statistics] };
  },

  layerNormGradient(upstream, weight, [x, statistics]) {
    const results = executeMany("CbmLayerNormGrad", [upstream, x!, weight, statistics!], {}, 3);
    const [forX, forWeight, forBias] = results as [Tensor2D, Tensor1D, Tensor1D];
    return { x: forX, weight: forWeight, bias: forBias };
  },

  addBias: (x, bias) => execute<Rank.R2>("CbmAddBias", [x, bias]),

  columnSums: (x) => execute<Rank.R1>("CbmColumnSums", [x]),

  /** Keeps the derivative in place of x. */
  biasGelu(x, bias, kind, needsGradient) {
    const { output, slope } = ownGelu(x, bias, kind, needsGradient);
    if (needsGradient) return { output, saved: slope };
    slope.dispose();
    return { output, saved: undefined };
  },

  biasGeluGradient(upstream, slope) {
    const [x, bias] = executeMany("CbmBiasGeluGrad", [upstream, slope], {}, 2) as [Tensor2D, Tensor1D];
    return { x, bias };
  },
} satisfies Partial<RowKernels & BiasKernels>;
