/**
 * Stochastic gradient descent: all parameters by one operation of our own where it is there, else each by
 * ResourceApplyMomentum, in place.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Kernels, SgdUpdate } from "../kernels.ts";
import { stockKernels } from "../stock.ts";
import { scalar } from "./constants.ts";
import { executeMany, integers } from "./execute.ts";
import { host } from "./host.ts";
import { lend, lentVariable, replace, takeBack } from "./lend.ts";
import { hasOwnOperations } from "./own_operations.ts";

/** `sgdUpdate` of the primitives; Nesterov's rule and none at all are left to the stock one. */
export const sgdUpdate: Kernels["sgdUpdate"] = (parameter, gradient, velocity, options) => {
  const { learningRate, momentum, weightDecay, nesterov } = options;
  if (velocity === undefined || nesterov) {
    return stockKernels.sgdUpdate(parameter, gradient, velocity, options);
  }
  tf.tidy(() => {
    const theirWeight = lentVariable("weight"), theirVelocity = lentVariable("velocity");
    lend(velocity, theirVelocity);
    if (weightDecay !== 0) {
      // momentum · (v + weightDecay / momentum · w) + g = momentum · v + (g + weightDecay · w)
      const share = scalar(-weightDecay / momentum);
      executeMany("ResourceApplyGradientDescent", [theirVelocity, share, parameter], {}, 0);
    }
    lend(parameter, theirWeight);
    const inputs = [theirWeight, theirVelocity, scalar(learningRate), gradient, scalar(momentum)];
    executeMany("ResourceApplyMomentum", inputs, {}, 0);
    takeBack(velocity, theirVelocity);
    takeBack(parameter, theirWeight);
  });
};

/** What the operation wants to know of a parameter. */
const settingsOf = ({ velocity, options }: SgdUpdate): number[] => {
  const { learningRate, momentum, weightDecay, nesterov } = options;
  return [learningRate, velocity === undefined ? 0 : momentum, weightDecay, nesterov ? 1 : 0];
};

/** `sgdUpdates` of the primitives. */
export const sgdUpdates: NonNullable<Kernels["sgdUpdates"]> = (updates) => {
  if (updates.length === 0) return;
  if (!hasOwnOperations()) {
    for (const { parameter, gradient, velocity, options } of updates) {
      sgdUpdate(parameter, gradient, velocity, options);
    }
    return;
  }
  const settings = host.copyFromHost(Float32Array.from(updates.flatMap(settingsOf)), [updates.length, 4]);
  const inputs = [
    ...updates.map(({ parameter }) => parameter),
    ...updates.map(({ parameter, velocity }) => velocity ?? parameter),
    ...updates.map(({ gradient }) => gradient),
    settings,
  ];
  const made = executeMany("CbmSgd", inputs, { N: integers(updates.length) }, 2 * updates.length);
  settings.dispose();
  for (const [i, { parameter, velocity }] of updates.entries()) {
    replace(parameter, made[i]!);
    const moved = made[updates.length + i]!;
    if (velocity === undefined) moved.dispose(); // it is empty
    else replace(velocity, moved);
  }
};
