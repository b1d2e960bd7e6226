/**
 * Stochastic gradient descent: all parameters by one operation of our own if the addon has it, else each by
 * ResourceApplyMomentum, in place.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import type { Kernels, SgdOptions, SgdUpdate } from "../kernels.ts";
import { scalar } from "./constants.ts";
import { executeMany, integers } from "./execute.ts";
import { host } from "./host.ts";
import { lend, lentVariable, replace, takeBack } from "./lend.ts";
import { hasOwnOperations } from "./session.ts";

/** Moves one parameter by TensorFlow's operation, which knows momentum, but not Nesterov's rule. */
function applyMomentum(
  parameter: Variable,
  gradient: Tensor,
  velocity: Variable,
  { learningRate, momentum, weightDecay }: SgdOptions,
): void {
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
}

/** Lists a parameter's settings in the operation's order. */
const settingsOf = ({ velocity, options }: SgdUpdate): number[] => {
  const { learningRate, momentum, weightDecay, nesterov } = options;
  return [learningRate, velocity === undefined ? 0 : momentum, weightDecay, nesterov ? 1 : 0];
};

/** Moves all parameters by our own operation. */
function updateAll(updates: readonly SgdUpdate[]): void {
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
}

/** Builds the updates for `Kernels`; Nesterov's rule and plain descent of one parameter are left to `base`. */
export function sgd(base: Kernels): Pick<Kernels, "sgdUpdate" | "sgdUpdates"> {
  const sgdUpdate: Kernels["sgdUpdate"] = (parameter, gradient, velocity, options) => {
    if (velocity === undefined || options.nesterov) base.sgdUpdate(parameter, gradient, velocity, options);
    else applyMomentum(parameter, gradient, velocity, options);
  };
  return {
    sgdUpdate,
    sgdUpdates(updates) {
      if (updates.length === 0) return;
      if (hasOwnOperations()) return updateAll(updates);
      for (const { parameter, gradient, velocity, options } of updates) {
        sgdUpdate(parameter, gradient, velocity, options);
      }
    },
  };
}
