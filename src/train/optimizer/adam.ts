/** Adamax and AdamW, following PyTorch. */
import * as tf from "@tensorflow/tfjs-core";
import { adamaxStep, type AdamOptions, adamwStep, freshAdamState } from "../../backend/ops/mod.ts";
import { checkOptions, numberOption, type Spec } from "../../spec.ts";
import type { Optimizer, OptimizerFactory, Parameters } from "./types.ts";

/** Settings that do not change from step to step. */
type Settings = Omit<AdamOptions, "learningRate">;

/** The differences between Adamax and AdamW: PyTorch's name of the second moment, default decay, and step. */
const kinds = {
  adamax: { second: "exp_inf", weightDecay: 0, step: adamaxStep },
  adamw: { second: "exp_avg_sq", weightDecay: 0.01, step: adamwStep },
} as const;

/** Creates Adamax (coupled weight decay) or AdamW (decoupled). */
function adam(kind: keyof typeof kinds, parameters: Parameters, settings: Settings): Optimizer {
  const { beta1, beta2, epsilon, weightDecay } = settings;
  const { second, step } = kinds[kind];
  const state = freshAdamState(parameters);
  const variables = new Map<string, tf.Variable>([["step", state.step]]);
  for (const [name, moments] of state.moments) {
    variables.set(`${name}.exp_avg`, moments.first).set(`${name}.${second}`, moments.second);
  }
  return {
    name: `${kind}:beta1=${beta1},beta2=${beta2},eps=${epsilon},weight_decay=${weightDecay}`,
    step: (gradients, learningRate) => step(parameters, gradients, state, { ...settings, learningRate }),
    state: () => variables,
    dispose: () => tf.dispose([...variables.values()]),
  };
}

/** Parses `adamax` or `adamw` with `beta1=0.9,beta2=0.999,eps=1e-8,weight_decay=…`. */
function adamFactory(kind: keyof typeof kinds): (spec: Spec) => OptimizerFactory {
  return (spec) => {
    checkOptions(spec, ["beta1", "beta2", "eps", "weight_decay"]);
    const settings = {
      beta1: numberOption(spec, "beta1", 0.9, { min: 0, max: 1 }),
      beta2: numberOption(spec, "beta2", 0.999, { min: 0, max: 1 }),
      epsilon: numberOption(spec, "eps", 1e-8, { min: 0, max: 1 }),
      weightDecay: numberOption(spec, "weight_decay", kinds[kind].weightDecay, { min: 0, max: 1 }),
    };
    return (parameters) => adam(kind, parameters, settings);
  };
}

/** Parses the options of Adamax (Kingma and Ba, 2015), equal to torch.optim.Adamax. */
export const adamaxFactory = adamFactory("adamax");

/** Parses the options of AdamW (Loshchilov and Hutter, 2019), equal to torch.optim.AdamW. */
export const adamwFactory = adamFactory("adamw");
