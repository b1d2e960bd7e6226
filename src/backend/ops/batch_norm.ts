/** Batch normalisation, fused with the residual sum and the relu that follow it in residual networks. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D, Tensor4D, Variable } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import { needsGradient, record } from "../autograd.ts";
import { moveAverage } from "./move_average.ts";
import { kernels } from "./running.ts";

/** The parameters and running statistics of a batch normalisation, each [C]. */
export interface BatchNormState {
  readonly weight: Variable;
  readonly bias: Variable;
  /** Moved in training mode. */
  readonly runningMean: Variable;
  /** Moved in training mode, by the unbiased variance. */
  readonly runningVariance: Variable;
}

/** Settings of {@link batchNorm}. */
export interface BatchNormOptions {
  /** Batch statistics, and the running ones are moved; otherwise the running statistics are used. */
  readonly training: boolean;
  /** Weight of the batch in the running statistics, 0.1 by default. */
  readonly momentum?: number;
  /** Added to the variance, 1e-5 by default. */
  readonly epsilon?: number;
  /** Applies max(·, 0) at the end. */
  readonly relu?: boolean;
  /** Added before the relu; shaped as x. */
  readonly residual?: Tensor4D;
}

/**
 * Normalises batches as PyTorch defines it: y = relu(bn(x) + residual), residual and relu optional.
 *
 * Normalises by the biased variance of the batch, and moves the running variance by the unbiased one. In inference
 * mode gradients flow to x and the residual alone.
 *
 * @param x [B, H, W, C]
 * @param state weight, bias and running statistics, each [C]
 * @param options mode, momentum, epsilon, and what is fused
 * @returns shaped as x
 * @throws {UsageError} if the channels or the residual's shape do not match x
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { batchNorm } from "./batch_norm.ts";
 *
 * await startBackend("cpu");
 * const state = {
 *   weight: tf.variable(tf.ones([2])),
 *   bias: tf.variable(tf.zeros([2])),
 *   runningMean: tf.variable(tf.zeros([2])),
 *   runningVariance: tf.variable(tf.ones([2])),
 * };
 * const x = tf.tensor4d([1, 10, 3, 30], [2, 1, 1, 2]);
 * const y = batchNorm(x, state, { training: true, relu: true });
 * console.log(await y.data()); // [0, 0, 1, 1], nearly
 * ```
 */
export function batchNorm(
  x: Tensor4D,
  state: BatchNormState,
  { training, momentum = 0.1, epsilon = 1e-5, relu = false, residual }: BatchNormOptions,
): Tensor4D {
  const weight = perChannel(state.weight, x);
  const bias = perChannel(state.bias, x);
  const mean = perChannel(state.runningMean, x);
  const variance = perChannel(state.runningVariance, x);
  if (residual !== undefined && String(residual.shape) !== String(x.shape)) {
    throw new UsageError(`Cannot add a residual [${residual.shape}] to [${x.shape}]: the shapes differ`);
  }
  const tail = { relu, residual };
  if (!training) {
    if (needsGradient(weight, bias)) {
      throw new UsageError("Cannot train batchNorm in inference mode: pass { training: true }");
    }
    const output = kernels().batchNormInference(x, weight, bias, mean, variance, epsilon, tail);
    return record({
      output,
      inputs: residual === undefined ? [x] : [x, residual],
      saved: [output, weight, variance],
      backward: (upstream, [needsX, needsResidual]) => {
        const passed = relu ? kernels().reluGradient(upstream, output) as Tensor4D : upstream;
        const slope = () => tf.div(weight, tf.sqrt(tf.add(variance, epsilon)));
        const forX = needsX ? tf.tidy(() => tf.mul(passed, slope())) : undefined;
        if (!needsResidual && passed !== upstream) passed.dispose();
        return [forX, needsResidual ? passed : undefined];
      },
    });
  }

  const trained = kernels().batchNormTraining(x, weight, bias, epsilon, tail);
  moveAverage(state.runningMean, trained.mean, momentum);
  moveAverage(state.runningVariance, trained.variance, momentum);
  const { output, saved } = trained;
  const recorded = needsGradient(x, weight, bias, residual);
  if (recorded) {
    record({
      output,
      inputs: residual === undefined ? [x, weight, bias] : [x, weight, bias, residual],
      saved: [x, weight, output, ...saved],
      backward: (upstream) => {
        const context = { ...tail, x, output, weight, epsilon, saved };
        const gradient = kernels().batchNormGradient(upstream, context);
        return [gradient.x, gradient.weight, gradient.bias, gradient.residual];
      },
    });
  }
  for (const tensor of [trained.mean, trained.variance, ...saved]) {
    if (!recorded || !saved.includes(tensor)) tensor.dispose();
  }
  return output;
}

/** Returns a variable of the channels of x, or throws an error that names both. */
export function perChannel(variable: Variable, x: Tensor4D): Tensor1D {
  const channels = x.shape[3];
  if (variable.rank !== 1 || variable.shape[0] !== channels) {
    throw new UsageError(
      `Cannot normalise ${channels} channels with statistics of shape [${variable.shape}]`,
    );
  }
  return variable as Tensor as Tensor1D;
}
