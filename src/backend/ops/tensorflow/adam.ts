/** Adamax and AdamW by TensorFlow's own steps: one pass over weights and moments, in place. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, TensorInfo, Variable } from "@tensorflow/tfjs-core";
import type { AdamKernels, Kernels, Moments } from "../kernels.ts";
import { scalar } from "./constants.ts";
import { executeMany } from "./execute.ts";
import { lend, lentVariable, replace, takeBack } from "./lend.ts";

/** Error of a gradient that does not matter: with PyTorch's defaults it is 1e-11. */
const NEGLIGIBLE = 1e-10;

/** Lends a parameter and its moments to an operation that moves them in place. */
function moveInPlace(
  operation: string,
  parameter: Variable,
  { first, second }: Moments,
  settings: readonly TensorInfo[],
): void {
  const loans = [
    [parameter, lentVariable("weight")],
    [first, lentVariable("first")],
    [second, lentVariable("second")],
  ] as const;
  for (const [ours, theirs] of loans) lend(ours, theirs);
  executeMany(operation, [...loans.map(([, theirs]) => theirs), ...settings], {}, 0);
  for (const [ours, theirs] of loans) takeBack(ours, theirs);
}

/**
 * Does `adamaxUpdate`. PyTorch adds epsilon to the gradient before the maximum, TensorFlow to the maximum in the
 * divisor: so the second moment lacks epsilon here, and the maximum is off by (1 − beta2) · epsilon.
 */
const adamaxUpdate: AdamKernels["adamaxUpdate"] = (parameter, gradient, moments, bias1, options) => {
  const { learningRate, beta1, beta2, epsilon, weightDecay } = options;
  tf.tidy(() => {
    const g = weightDecay === 0 ? gradient : tf.add<Tensor>(gradient, tf.mul(parameter, weightDecay));
    const settings = [learningRate, beta1, beta2, epsilon].map(scalar);
    moveInPlace("ResourceApplyAdaMax", parameter, moments, [tf.sub(1, bias1), ...settings, g]);
  });
};

const adamwUpdate: AdamKernels["adamwUpdate"] = (parameter, gradient, moments, biases, options) => {
  const { learningRate, beta1, beta2, epsilon, weightDecay } = options;
  tf.tidy(() => {
    if (weightDecay !== 0) replace(parameter, tf.mul(parameter, 1 - learningRate * weightDecay));
    // TensorFlow's rule is w − rate · m / (sqrt(v) + epsilon), rate corrected by powers of beta that are given: with
    // powers of 0 it corrects nothing, and rate and epsilon bring the correction along.
    const root = tf.sqrt<Tensor>(biases.bias2), none = scalar(0);
    const rate = tf.mul<Tensor>(tf.div(root, biases.bias1), learningRate);
    const settings = [none, none, rate, scalar(beta1), scalar(beta2), tf.mul<Tensor>(root, epsilon)];
    moveInPlace("ResourceApplyAdam", parameter, moments, [...settings, gradient]);
  });
};

/** Builds Adamax and AdamW for `Kernels`; Adamax with a large epsilon is left to `base`, which is exact. */
export const adam = (base: Kernels): AdamKernels => ({
  adamaxUpdate(...update) {
    const { beta2, epsilon } = update[4];
    ((1 - beta2) * epsilon > NEGLIGIBLE ? base.adamaxUpdate : adamaxUpdate)(...update);
  },
  adamwUpdate,
});
