/**
 * Operations with gradients on every backend, the gradients, and the backends themselves. Networks, losses and methods
 * of your own are made of these, so that they train wherever the built-in ones do.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { linear, softmaxCrossEntropy, startBackend, valueAndGradients } from "./ops.ts";
 *
 * await startBackend("cpu");
 * const x = tf.tensor2d([[1, 2]]), targets = tf.tensor2d([[1, 0]]);
 * const weights: tf.Variable = tf.variable(tf.zeros([2, 2])), bias: tf.Variable = tf.variable(tf.zeros([2]));
 * const loss = () => softmaxCrossEntropy(linear(x, weights, bias), targets);
 * const { value, gradients } = valueAndGradients(loss, new Map([["weights", weights], ["bias", bias]]));
 * console.assert(Math.abs((await value.data())[0]! - Math.LN2) < 1e-6);
 * console.assert((await gradients.get("bias")!.data()).join() === "-0.5,0.5");
 * ```
 *
 * @module
 */

// Operations
export * from "./backend/ops/mod.ts";

// Gradients
export { differentiable, type InputGradients, valueAndGradients } from "./backend/autograd.ts";

// Backends
export {
  type BackendInfo,
  type BackendName,
  backendNames,
  type BackendProbe,
  probeBackends,
  startBackend,
} from "./backend/mod.ts";
export type { Precision } from "./backend/precision.ts";
