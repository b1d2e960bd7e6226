/** Stochastic gradient descent. */
import * as tf from "@tensorflow/tfjs-core";
import { sgdStep } from "../../backend/ops/mod.ts";
import { checkOptions, choiceOption, numberOption, type Spec } from "../../spec.ts";
import type { Optimizer, OptimizerFactory, Parameters } from "./types.ts";

/** SGD's settings, as in torch.optim.SGD; weight decay is coupled, that is, added to the gradient. */
export interface SgdOptions {
  readonly momentum: number;
  readonly weightDecay: number;
  readonly nesterov: boolean;
  /**
   * The parameters that decay: all (default), or only weights, not biases or batch-normalisation parameters.
   */
  readonly decayed?: "all" | "weights";
}

/** Creates stochastic gradient descent with momentum, following PyTorch. */
export function sgd(
  parameters: Parameters,
  { momentum, weightDecay, nesterov, decayed = "all" }: SgdOptions,
): Optimizer {
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
    name: `sgd:momentum=${momentum},weight_decay=${weightDecay}${nesterov ? ",nesterov=true" : ""}${
      decayed === "all" ? "" : ",decayed=weights"
    }`,
    step(gradients, learningRate) {
      for (const { weightDecay, members } of groups) {
        sgdStep(members, gradients, velocities, { learningRate, momentum, weightDecay, nesterov });
      }
    },
    state: () => new Map([...velocities].map(([name, variable]) => [`${name}.momentum_buffer`, variable])),
    dispose: () => velocities.forEach((variable) => variable.dispose()),
  };
}

/** Parses `sgd:momentum=0.9,weight_decay=0.0005,nesterov=false,decayed=all`. */
export function sgdFactory(spec: Spec): OptimizerFactory {
  checkOptions(spec, ["momentum", "weight_decay", "nesterov", "decayed"]);
  const options = {
    momentum: numberOption(spec, "momentum", 0.9, { min: 0, max: 1 }),
    weightDecay: numberOption(spec, "weight_decay", 5e-4, { min: 0, max: 1 }),
    nesterov: choiceOption(spec, "nesterov", "false", ["true", "false"]) === "true",
    decayed: choiceOption(spec, "decayed", "all", ["all", "weights"]),
  };
  return (parameters) => sgd(parameters, options);
}
