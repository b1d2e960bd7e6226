/** Stochastic gradient descent. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import type { SgdOptions } from "./kernels.ts";
import { type LearningRates, rateOf } from "./learning_rates.ts";
import { kernels } from "./running.ts";

/**
 * Makes one step of stochastic gradient descent with momentum and coupled weight decay, by PyTorch's rule.
 *
 * g = gradient + weightDecay · w;  v = momentum · v + g;  w −= learningRate · v
 * (Nesterov: w −= learningRate · (g + momentum · v)). The first step's v is g, as velocities start at 0.
 *
 * @param parameters moved in place
 * @param gradients one per parameter, by name; left to the caller
 * @param velocities by name; moved in place, and made where missing (unless momentum is 0); the caller's to dispose
 * @param options learning rate ≥ 0 (or rates by name), momentum 0 … 1, weight decay ≥ 0
 * @throws {UsageError} if a parameter has no gradient or no rate
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { sgdStep } from "./sgd_step.ts";
 *
 * await startBackend("cpu");
 * const w = tf.variable(tf.scalar(1));
 * const options = { learningRate: 0.1, momentum: 0.9, weightDecay: 0 };
 * sgdStep(new Map([["w", w]]), new Map([["w", tf.scalar(2)]]), new Map(), options);
 * console.log(await w.data()); // [0.8]
 * ```
 */
export function sgdStep(
  parameters: ReadonlyMap<string, Variable>,
  gradients: ReadonlyMap<string, Tensor>,
  velocities: Map<string, Variable>,
  options: Omit<SgdOptions, "learningRate"> & { readonly learningRate: LearningRates },
): void {
  const updates = [...parameters].map(([name, parameter]) => {
    const gradient = gradients.get(name);
    if (gradient === undefined) throw new UsageError(`Cannot move "${name}": it has no gradient`);
    let velocity: Variable | undefined;
    if (options.momentum !== 0) {
      velocity = velocities.get(name);
      if (velocity === undefined) {
        velocity = tf.tidy(() => tf.variable(tf.zerosLike<Tensor>(parameter), false));
        velocities.set(name, velocity);
      }
    }
    const learningRate = rateOf(options.learningRate, name);
    return { parameter, gradient, velocity, options: { ...options, learningRate } };
  });
  const own = kernels();
  if (own.sgdUpdates !== undefined) return own.sgdUpdates(updates);
  for (const { parameter, gradient, velocity, options } of updates) {
    own.sgdUpdate(parameter, gradient, velocity, options);
  }
}
