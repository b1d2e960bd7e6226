/**
 * Stochastic gradient descent by ResourceApplyMomentum: one pass over weights and velocities, in place.
 *
 * TensorFlow updates its own variables only, and only in place where nobody else holds their memory. Ours are plain
 * tensors; so they are lent to two variables of TensorFlow for the update.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import { tensorflowBackend } from "../../tensorflow.ts";
import type { Kernels } from "../kernels.ts";
import { stockKernels } from "../stock.ts";
import { execute, executeMany, FLOAT32 } from "./execute.ts";

/** TensorFlow's two variables, made at the first update; they hold a single number between updates. */
let lent: { readonly weight: Tensor; readonly velocity: Tensor } | undefined;

function lentVariables(): { readonly weight: Tensor; readonly velocity: Tensor } {
  lent ??= { weight: makeVariable("cbm_weight"), velocity: makeVariable("cbm_velocity") };
  return lent;
}

function makeVariable(name: string): Tensor {
  const attributes = { dtype: FLOAT32, shape: { shape: [] }, shared_name: name };
  return tf.keep(execute("VarHandleOp", [], attributes));
}

/** Moves a variable's memory to one of TensorFlow's; until it is taken back, `ours` must not be read. */
function lend(ours: Variable, theirs: Tensor): void {
  executeMany("AssignVariableOp", [theirs, ours], {}, 0);
  const { shape } = ours;
  const dataId = tensorflowBackend().write(new Float32Array(0), shape, "float32");
  replace(ours, tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype: "float32" }));
}

function takeBack(ours: Variable, theirs: Tensor): void {
  replace(ours, execute("ReadVariableOp", [theirs], { dtype: FLOAT32 }));
  const nothing = tf.scalar(0);
  executeMany("AssignVariableOp", [theirs, nothing], {}, 0);
  nothing.dispose();
}

function replace(variable: Variable, value: Tensor): void {
  variable.assign(value);
  value.dispose();
}

/** `sgdUpdate` of the primitives; Nesterov's rule and none at all are left to the stock one. */
export const sgdUpdate: Kernels["sgdUpdate"] = (parameter, gradient, velocity, options) => {
  const { learningRate, momentum, weightDecay, nesterov } = options;
  if (velocity === undefined || nesterov) {
    return stockKernels.sgdUpdate(parameter, gradient, velocity, options);
  }
  tf.tidy(() => {
    const { weight: theirWeight, velocity: theirVelocity } = lentVariables();
    lend(velocity, theirVelocity);
    if (weightDecay !== 0) {
      // momentum · (v + weightDecay / momentum · w) + g = momentum · v + (g + weightDecay · w)
      const share = tf.scalar(-weightDecay / momentum);
      executeMany("ResourceApplyGradientDescent", [theirVelocity, share, parameter], {}, 0);
    }
    lend(parameter, theirWeight);
    const inputs = [theirWeight, theirVelocity, tf.scalar(learningRate), gradient, tf.scalar(momentum)];
    executeMany("ResourceApplyMomentum", inputs, {}, 0);
    takeBack(velocity, theirVelocity);
    takeBack(parameter, theirWeight);
  });
};
