/** Adamax and AdamW, following PyTorch. */
import * as tf from "@tensorflow/tfjs-core";
import { adamaxStep, adamwStep, freshAdamState } from "../../backend/ops/mod.ts";
import { type OptionTable, type OptionValues, spellOptions } from "../../options.ts";
import { defineOptimizer } from "./define.ts";
import type { Optimizer, Parameters } from "./types.ts";

const share = { min: 0, max: 1 };

const optionsOf = (weightDecay: number, weightDecayHelp: string) =>
  ({
    beta1: { kind: "number", default: 0.9, range: share, help: "decay of the gradients' moving average" },
    beta2: {
      kind: "number",
      default: 0.999,
      range: share,
      help: "decay of the gradients' magnitude",
    },
    eps: {
      kind: "number",
      default: 1e-8,
      range: share,
      help: "added to the denominator to keep it above zero",
    },
    weightDecay: { kind: "number", default: weightDecay, range: share, help: weightDecayHelp },
  }) as const satisfies OptionTable;

type AdamValues = OptionValues<ReturnType<typeof optionsOf>>;

/** The differences between Adamax and AdamW: PyTorch's name of the second moment, and the step. */
const kinds = {
  adamax: { second: "exp_inf", step: adamaxStep },
  adamw: { second: "exp_avg_sq", step: adamwStep },
} as const;

/** Makes Adamax (weight decay coupled) or AdamW (decoupled). */
const adam = (kind: keyof typeof kinds, values: AdamValues) => (parameters: Parameters): Optimizer => {
  const { second, step } = kinds[kind], { eps: epsilon, ...rest } = values;
  const state = freshAdamState(parameters);
  const variables = new Map<string, tf.Variable>([["step", state.step]]);
  for (const [name, moments] of state.moments) {
    variables.set(`${name}.exp_avg`, moments.first).set(`${name}.${second}`, moments.second);
  }
  return {
    name: spellOptions(kind, values),
    step: (gradients, learningRate) => step(parameters, gradients, state, { ...rest, epsilon, learningRate }),
    state: () => variables,
    dispose: () => tf.dispose([...variables.values()]),
  };
};

/** The registry's entry of Adamax (Kingma and Ba, 2015), as torch.optim.Adamax. */
export const adamaxEntry = defineOptimizer({
  name: "adamax",
  summary: "Adam with the infinity norm of the gradients, like torch.optim.Adamax",
  options: optionsOf(0, "share of a weight that is added to its gradient"),
  create: (values) => adam("adamax", values),
});

/** The registry's entry of AdamW (Loshchilov and Hutter, 2019), as torch.optim.AdamW. */
export const adamwEntry = defineOptimizer({
  name: "adamw",
  summary: "Adam with decoupled weight decay, like torch.optim.AdamW",
  options: optionsOf(0.01, "share of a weight that an update takes from it, times the learning rate"),
  create: (values) => adam("adamw", values),
});
