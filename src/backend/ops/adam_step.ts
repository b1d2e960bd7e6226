/** The steps of Adamax and AdamW. */
import * as tf from "@tensorflow/tfjs-core";
import type { Scalar, Tensor, Variable } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import type { AdamOptions, AdamUpdate, Moments } from "./kernels.ts";
import { type LearningRates, rateOf } from "./learning_rates.ts";
import { kernels } from "./running.ts";

/** Settings of a step: those of the kernel, with one learning rate or one per parameter. */
export type AdamStepOptions = Omit<AdamOptions, "learningRate"> & { readonly learningRate: LearningRates };

/** The state of these optimizers between steps. */
export interface AdamState {
  /** Number of steps so far; a tensor, so that it is stored and restored like everything else. */
  readonly step: Variable;
  /** By the parameters' names. */
  readonly moments: ReadonlyMap<string, Moments>;
}

/**
 * Creates the state before the first step.
 *
 * @param parameters by name
 * @returns zeros for each parameter; the caller's to dispose
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { freshAdamState } from "./adam_step.ts";
 *
 * await startBackend("cpu");
 * const state = freshAdamState(new Map([["w", tf.variable(tf.zeros([2, 3]))]]));
 * console.log(state.moments.get("w")!.first.shape); // [2, 3]
 * ```
 */
export function freshAdamState(parameters: ReadonlyMap<string, Variable>): AdamState {
  const zeros = (shape: number[]) => tf.tidy(() => tf.variable(tf.zeros(shape), false));
  const moments = new Map<string, Moments>();
  for (const [name, { shape }] of parameters) {
    moments.set(name, { first: zeros(shape), second: zeros(shape) });
  }
  return { step: zeros([]), moments };
}

/** Computes 1 − beta^step, on the device and without cancellation. */
function biasOf(beta: number, step: Variable): Scalar {
  return tf.neg(tf.expm1(tf.mul(step, Math.log(beta))));
}

function updatesOf(
  parameters: ReadonlyMap<string, Variable>,
  gradients: ReadonlyMap<string, Tensor>,
  { moments }: AdamState,
  options: AdamStepOptions,
): AdamUpdate[] {
  return [...parameters].map(([name, parameter]) => {
    const [gradient, own] = [gradients.get(name), moments.get(name)];
    if (gradient === undefined) throw new UsageError(`Cannot move "${name}": it has no gradient`);
    if (own === undefined) throw new UsageError(`Cannot move "${name}": the state has no moments of it`);
    const learningRate = rateOf(options.learningRate, name);
    return { parameter, gradient, moments: own, options: { ...options, learningRate } };
  });
}

function countStep({ step }: AdamState): void {
  step.assign(tf.add(step, 1));
}

/**
 * Makes one step of Adamax with coupled weight decay, by PyTorch's rule (epsilon inside the maximum).
 *
 * @param parameters moved in place
 * @param gradients one per parameter, by name; left to the caller
 * @param state moved in place
 * @param options learning rate (or rates by name), betas, epsilon and weight decay
 * @throws {UsageError} if a parameter has no gradient or no rate
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { adamaxStep, freshAdamState } from "./adam_step.ts";
 *
 * await startBackend("cpu");
 * const w = new Map([["w", tf.variable(tf.scalar(1))]]);
 * const options = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };
 * adamaxStep(w, new Map([["w", tf.scalar(2)]]), freshAdamState(w), options);
 * console.log(await w.get("w")!.data()); // [0.9]
 * ```
 */
export function adamaxStep(
  parameters: ReadonlyMap<string, Variable>,
  gradients: ReadonlyMap<string, Tensor>,
  state: AdamState,
  options: AdamStepOptions,
): void {
  tf.tidy(() => {
    const updates = updatesOf(parameters, gradients, state, options);
    countStep(state);
    kernels().adamaxUpdates(updates, biasOf(options.beta1, state.step));
  });
}

/**
 * Makes one step of AdamW: Adam with decoupled weight decay, by PyTorch's rule.
 *
 * @param parameters moved in place
 * @param gradients one per parameter, by name; left to the caller
 * @param state moved in place
 * @param options learning rate (or rates by name), betas, epsilon and weight decay
 * @throws {UsageError} if a parameter has no gradient or no rate
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { adamwStep, freshAdamState } from "./adam_step.ts";
 *
 * await startBackend("cpu");
 * const w = new Map([["w", tf.variable(tf.scalar(1))]]);
 * const options = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };
 * adamwStep(w, new Map([["w", tf.scalar(2)]]), freshAdamState(w), options);
 * console.log(await w.get("w")!.data()); // [0.899]
 * ```
 */
export function adamwStep(
  parameters: ReadonlyMap<string, Variable>,
  gradients: ReadonlyMap<string, Tensor>,
  state: AdamState,
  options: AdamStepOptions,
): void {
  tf.tidy(() => {
    const updates = updatesOf(parameters, gradients, state, options);
    countStep(state);
    const bias1 = biasOf(options.beta1, state.step), bias2 = biasOf(options.beta2, state.step);
    kernels().adamwUpdates(updates, { bias1, bias2 });
  });
}
