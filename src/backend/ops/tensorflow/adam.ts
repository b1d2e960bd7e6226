/** AdamW by ResourceApplyAdam: one pass over weights and moments, in place. */
import * as tf from "@tensorflow/tfjs-core";
import type { AdamKernels } from "../primitives.ts";
import { executeMany } from "./execute.ts";
import { lend, lentVariable, replace, takeBack } from "./lend.ts";

/** `adamwUpdate` of the primitives. */
export const adamwUpdate: AdamKernels["adamwUpdate"] = (parameter, gradient, moments, biases, options) => {
  const { learningRate, beta1, beta2, epsilon, weightDecay } = options;
  tf.tidy(() => {
    if (weightDecay !== 0) replace(parameter, tf.mul(parameter, 1 - learningRate * weightDecay));
    // TensorFlow's rule is w − rate · m / (sqrt(v) + epsilon), rate corrected by powers of beta that are given: with
    // powers of 0 it corrects nothing, and rate and epsilon bring the correction along.
    const root = tf.sqrt(biases.bias2), none = tf.scalar(0);
    const rate = tf.mul(tf.div(root, biases.bias1), learningRate);
    const loans = [
      [parameter, lentVariable("weight")],
      [moments.first, lentVariable("first")],
      [moments.second, lentVariable("second")],
    ] as const;
    for (const [ours, theirs] of loans) lend(ours, theirs);
    const settings = [none, none, rate, tf.scalar(beta1), tf.scalar(beta2), tf.mul(root, epsilon)];
    const variables = loans.map(([, theirs]) => theirs);
    executeMany("ResourceApplyAdam", [...variables, ...settings, gradient], {}, 0);
    for (const [ours, theirs] of loans) takeBack(ours, theirs);
  });
};
