/**
 * Adamax and AdamW: all parameters by one operation of our own if the addon has it, else each by TensorFlow's steps, in
 * place.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Scalar, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import type { AdamBiases, AdamKernels, AdamUpdate, Kernels } from "../kernels.ts";
import { scalar } from "./constants.ts";
import { executeMany, integers } from "./execute.ts";
import { host } from "./host.ts";
import { lend, lentVariable, replace, takeBack } from "./lend.ts";
import { hasOwnOperations } from "./session.ts";

/** Error of a gradient that does not matter: with PyTorch's defaults it is 1e-11. */
const NEGLIGIBLE = 1e-10;

/** Lends a parameter and its moments to an operation that moves them in place. */
function moveInPlace(
  operation: string,
  { parameter, moments: { first, second } }: AdamUpdate,
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
 * Moves a parameter by Adamax. PyTorch adds epsilon to the gradient before the maximum, TensorFlow to the maximum in the
 * divisor: so the second moment lacks epsilon here, and the maximum is off by (1 − beta2) · epsilon.
 */
function adamax(update: AdamUpdate, bias1: Scalar): void {
  const { parameter, gradient, options: { learningRate, beta1, beta2, epsilon, weightDecay } } = update;
  tf.tidy(() => {
    const g = weightDecay === 0 ? gradient : tf.add<Tensor>(gradient, tf.mul(parameter, weightDecay));
    const settings = [learningRate, beta1, beta2, epsilon].map(scalar);
    moveInPlace("ResourceApplyAdaMax", update, [tf.sub(1, bias1), ...settings, g]);
  });
}

/** Moves a parameter by AdamW. */
function adamw(update: AdamUpdate, biases: AdamBiases): void {
  const { parameter, gradient, options: { learningRate, beta1, beta2, epsilon, weightDecay } } = update;
  tf.tidy(() => {
    if (weightDecay !== 0) replace(parameter, tf.mul(parameter, 1 - learningRate * weightDecay));
    // TensorFlow's rule is w − rate · m / (sqrt(v) + epsilon), rate corrected by powers of beta that are given: with
    // powers of 0 it corrects nothing, and rate and epsilon bring the correction along.
    const root = tf.sqrt<Tensor>(biases.bias2), none = scalar(0);
    const rate = tf.mul<Tensor>(tf.div(root, biases.bias1), learningRate);
    const settings = [none, none, rate, scalar(beta1), scalar(beta2), tf.mul<Tensor>(root, epsilon)];
    moveInPlace("ResourceApplyAdam", update, [...settings, gradient]);
  });
}

/** Values of the parameters that one call moves: what it frees is where the next one's results go. */
const VALUES_PER_CALL = 2 ** 21;

/** Lists a parameter's settings in the operation's order. */
const settingsOf = (
  { options: { learningRate, beta1, beta2, epsilon, weightDecay } }: AdamUpdate,
): number[] => [
  learningRate,
  beta1,
  1 - beta1,
  beta2,
  1 - beta2,
  epsilon,
  weightDecay,
  1 - learningRate * weightDecay,
];

/** Moves some parameters by our own operation. */
function updateSome(updates: readonly AdamUpdate[], { bias1, bias2 }: AdamBiases, decoupled: boolean): void {
  const settings = host.copyFromHost(Float32Array.from(updates.flatMap(settingsOf)), [updates.length, 8]);
  const variables = [
    ...updates.map(({ parameter }) => parameter),
    ...updates.map(({ moments }) => moments.first),
    ...updates.map(({ moments }) => moments.second),
  ];
  const inputs = [...variables, ...updates.map(({ gradient }) => gradient), settings, bias1, bias2];
  const attributes = { N: integers(updates.length), decoupled };
  const made = executeMany("CbmAdam", inputs, attributes, variables.length);
  settings.dispose();
  for (const [i, variable] of variables.entries()) replace(variable, made[i]!);
}

/** Moves all parameters by our own operation. */
function updateAll(updates: readonly AdamUpdate[], biases: AdamBiases, decoupled: boolean): void {
  for (let first = 0, end = 0; first < updates.length; first = end) {
    let values = 0;
    while (end < updates.length && (end === first || values < VALUES_PER_CALL)) {
      values += updates[end++]!.parameter.size;
    }
    updateSome(updates.slice(first, end), biases, decoupled);
  }
}

/** Builds Adamax and AdamW for `Kernels`; without our operation, Adamax with a large epsilon is left to `base`. */
export const adam = (base: Kernels): AdamKernels => ({
  adamaxUpdates(updates, bias1) {
    if (hasOwnOperations()) return updateAll(updates, { bias1, bias2: bias1 }, false);
    for (const update of updates) {
      const { beta2, epsilon } = update.options;
      if ((1 - beta2) * epsilon > NEGLIGIBLE) base.adamaxUpdates([update], bias1);
      else adamax(update, bias1);
    }
  },

  adamwUpdates(updates, biases) {
    if (hasOwnOperations()) return updateAll(updates, biases, true);
    for (const update of updates) adamw(update, biases);
  },
});
