/**
 * Batch normalisation by operations of our own (`src/backend/native`), where set-up could build them and there is no
 * GPU: two passes over memory where TensorFlow's need eight, with sums in float64.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import { halfTypeOf } from "../../tensorflow_half.ts";
import type {
  Kernels,
  NormalizationContext,
  NormalizationGradient,
  NormalizationTail,
  TrainedNormalization,
} from "../kernels.ts";
import { type Attributes, execute, executeMany, float, integers } from "./execute.ts";
import { hasOwnOperations } from "./session.ts";

/** The numbers of the activations in the operations. */
const ACTIVATIONS = { none: 0, relu: 1, silu: 2 } as const;

type Activation = keyof typeof ACTIVATIONS;

const settings = (epsilon: number, activation: Activation, residual: boolean): Attributes => ({
  epsilon: float(epsilon),
  activation: integers(ACTIVATIONS[activation]),
  with_residual: residual,
});

const activationOf = ({ relu }: Pick<NormalizationTail, "relu">): Activation => relu ? "relu" : "none";

/** Tells whether our operations take x: float32 and bfloat16 on a CPU. */
export const hasOwnBatchNorm = (x: Tensor): boolean => hasOwnOperations() && halfTypeOf(x) !== "float16";

function training(
  x: Tensor4D,
  weight: Tensor1D,
  bias: Tensor1D,
  epsilon: number,
  activation: Activation,
  residual?: Tensor4D,
): TrainedNormalization {
  const [output, mean, variance, unbiased] = executeMany(
    "CbmBatchNorm",
    [x, weight, bias, residual ?? x],
    settings(epsilon, activation, residual !== undefined),
    4,
  ) as [Tensor4D, Tensor1D, Tensor1D, Tensor1D];
  return { output, mean, variance: unbiased, saved: [mean, variance] };
}

function gradient(
  upstream: Tensor4D,
  { x, output, weight, bias, epsilon, saved }:
    & Pick<NormalizationContext, "x" | "weight" | "epsilon" | "saved">
    & { output: Tensor4D; bias: Tensor1D },
  activation: Activation,
  residual: boolean,
): NormalizationGradient {
  const [mean, variance] = saved as [Tensor1D, Tensor1D];
  const inputs = [upstream, x, output, weight, bias, mean, variance];
  const results = executeMany("CbmBatchNormGrad", inputs, settings(epsilon, activation, residual), 4);
  const [forX, forWeight, forBias, forResidual] = results as [Tensor4D, Tensor1D, Tensor1D, Tensor4D];
  const parameters = { x: forX, weight: forWeight, bias: forBias };
  if (residual && activation === "relu") return { ...parameters, residual: forResidual };
  forResidual.dispose(); // it is empty
  return { ...parameters, residual: residual ? tf.clone(upstream) : undefined };
}

export const ownBatchNorm = {
  batchNormTraining: (x, weight, bias, epsilon, tail) =>
    training(x, weight, bias, epsilon, activationOf(tail), tail.residual),

  /** Passes any bias: the gradient does not depend on it. */
  batchNormGradient: (upstream, context) =>
    gradient(
      upstream,
      { ...context, bias: context.weight },
      activationOf(context),
      context.residual !== undefined,
    ),

  batchNormInference: (x, weight, bias, mean, variance, epsilon, tail) =>
    execute<tf.Rank.R4>(
      "CbmNormalize",
      [x, weight, bias, mean, variance, tail.residual ?? x],
      settings(epsilon, activationOf(tail), tail.residual !== undefined),
    ),

  batchNormSiluTraining: (x, weight, bias, epsilon) => training(x, weight, bias, epsilon, "silu"),

  batchNormSiluGradient: (upstream, context) =>
    gradient(upstream, { ...context, output: context.x }, "silu", false),
} satisfies Partial<Kernels>;
