/** Stochastic gradient descent by ResourceApplyMomentum: one pass over weights and velocities, in place. */
import * as tf from "@tensorflow/tfjs-core";
import type { Kernels } from "../kernels.ts";
import { stockKernels } from "../stock.ts";
import { scalar } from "./constants.ts";
import { executeMany } from "./execute.ts";
import { lend, lentVariable, takeBack } from "./lend.ts";

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
