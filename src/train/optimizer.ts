/** Optimizers: gradients in, variables moved. */
import * as tf from "@tensorflow/tfjs-core";
import { sgdStep } from "../backend/ops/mod.ts";
import { UsageError } from "../errors.ts";
import { checkOptions, choiceOption, numberOption, parseSpec } from "../spec.ts";

/** Moves variables against their gradients. */
export interface Optimizer {
  /** As written on the command line, resolved. */
  readonly name: string;
  /** One update; the gradients still belong to the caller. */
  step(gradients: ReadonlyMap<string, tf.Tensor>, learningRate: number): void;
  /** What a checkpoint stores, name → variable; the names are those of the parameters with a suffix. */
  state(): ReadonlyMap<string, tf.Variable>;
  dispose(): void;
}

/** SGD's settings, as in torch.optim.SGD: weight decay is coupled, that is added to the gradient. */
export interface SgdOptions {
  readonly momentum: number;
  readonly weightDecay: number;
  readonly nesterov: boolean;
}

/** Stochastic gradient descent with momentum, by PyTorch's rule. */
export function sgd(
  parameters: ReadonlyMap<string, tf.Variable>,
  { momentum, weightDecay, nesterov }: SgdOptions,
): Optimizer {
  const velocities = new Map<string, tf.Variable>();
  for (const [name, variable] of parameters) {
    const zeros = tf.zeros(variable.shape);
    velocities.set(name, tf.variable(zeros, false));
    zeros.dispose();
  }
  return {
    name: `sgd:momentum=${momentum},weight_decay=${weightDecay}${nesterov ? ",nesterov=true" : ""}`,
    step: (gradients, learningRate) =>
      sgdStep(parameters, gradients, velocities, { learningRate, momentum, weightDecay, nesterov }),
    state: () => new Map([...velocities].map(([name, variable]) => [`${name}.momentum_buffer`, variable])),
    dispose: () => velocities.forEach((variable) => variable.dispose()),
  };
}

/**
 * Reads an optimizer's specification, such as `sgd:momentum=0.9,weight_decay=0.0005`.
 *
 * @returns what makes the optimizer once the parameters are there
 * @throws {UsageError} on an unknown optimizer or option
 */
export function optimizerFactory(text: string): (parameters: ReadonlyMap<string, tf.Variable>) => Optimizer {
  const spec = parseSpec(text);
  if (spec.name !== "sgd") throw new UsageError(`Unknown optimizer "${spec.name}": there is "sgd"`);
  checkOptions(spec, ["momentum", "weight_decay", "nesterov"]);
  const options = {
    momentum: numberOption(spec, "momentum", 0.9, { min: 0, max: 1 }),
    weightDecay: numberOption(spec, "weight_decay", 5e-4, { min: 0, max: 1 }),
    nesterov: choiceOption(spec, "nesterov", "false", ["true", "false"]) === "true",
  };
  return (parameters) => sgd(parameters, options);
}
