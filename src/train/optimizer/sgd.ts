/** Stochastic gradient descent. */
import * as tf from "@tensorflow/tfjs-core";
import { sgdStep } from "../../backend/ops/mod.ts";
import { checkOptionValues, type OptionTable, type OptionValues, spellOptions } from "../../options.ts";
import { defineOptimizer } from "./define.ts";
import type { Optimizer, Parameters } from "./types.ts";

const share = { min: 0, max: 1 };

const options = {
  momentum: {
    kind: "number",
    default: 0.9,
    range: share,
    help: "momentum, the share of the previous update that is kept",
  },
  weightDecay: {
    kind: "number",
    default: 5e-4,
    range: share,
    help: "L2 penalty, the share of a weight that is added to its gradient",
  },
  nesterov: { kind: "boolean", default: false, help: "use Nesterov momentum" },
  decayed: {
    kind: "choice",
    choices: ["all", "weights"],
    default: "all",
    help: "decay all parameters, or only weights (no biases, no batch normalisation parameters)",
  },
} as const satisfies OptionTable;

/** SGD's settings, as in torch.optim.SGD: weight decay is coupled, that is, added to the gradient. */
export type SgdOptions = OptionValues<typeof options>;

/**
 * Creates stochastic gradient descent with momentum, by PyTorch's rule.
 *
 * @param given options that differ from the defaults
 * @throws {UsageError} on an option outside its range
 */
export function sgd(parameters: Parameters, given: Partial<SgdOptions> = {}): Optimizer {
  const { momentum, weightDecay, nesterov, decayed } = checkOptionValues("sgd", options, given);
  const all = [...parameters], plain = decayed === "all" ? [] : all.filter(([, { rank }]) => rank < 2);
  const groups = [
    { weightDecay, members: new Map(all.filter((parameter) => !plain.includes(parameter))) },
    { weightDecay: 0, members: new Map(plain) },
  ];
  const velocities = new Map<string, tf.Variable>();
  for (const [name, variable] of parameters) {
    const zeros = tf.zeros(variable.shape);
    velocities.set(name, tf.variable(zeros, false));
    zeros.dispose();
  }
  return {
    name: spellOptions("sgd", {
      momentum,
      weightDecay,
      nesterov: nesterov || undefined,
      decayed: decayed === "all" ? undefined : decayed,
    }),
    step(gradients, learningRate) {
      for (const { weightDecay, members } of groups) {
        sgdStep(members, gradients, velocities, { learningRate, momentum, weightDecay, nesterov });
      }
    },
    state: () => new Map([...velocities].map(([name, variable]) => [`${name}.momentum_buffer`, variable])),
    dispose: () => velocities.forEach((variable) => variable.dispose()),
  };
}

/** The entry of the registry. */
export const sgdEntry = defineOptimizer({
  name: "sgd",
  summary: "stochastic gradient descent with momentum, like torch.optim.SGD",
  options,
  create: (values) => (parameters) => sgd(parameters, values),
});
