/** Optimizers as they are declared: a name, a table of options, and what makes one. */
import { marked } from "../../extension.ts";
import type { OptionTable, OptionValues } from "../../options.ts";
import type { OptimizerFactory } from "./types.ts";

/** The declaration of an optimizer: an entry of the registry, or the default export of a file of your own. */
export interface OptimizerDefinition<T extends OptionTable = OptionTable> {
  readonly name: string;
  /** One line for `--help` and error messages. */
  readonly summary: string;
  readonly options: T;
  /** Checks the options; the function that it returns makes the optimizer once the parameters are there. */
  create(options: OptionValues<T>): OptimizerFactory;
}

/**
 * Declares an optimizer.
 *
 * @returns the definition, with the types of its options
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { defineOptimizer } from "./define.ts";
 *
 * const signs = defineOptimizer({
 *   name: "signs",
 *   summary: "a step of the learning rate against each gradient's sign",
 *   options: {},
 *   create: () => (parameters) => ({
 *     name: "signs",
 *     step(gradients, learningRate) {
 *       for (const [name, variable] of parameters) {
 *         const rate = typeof learningRate === "number" ? learningRate : learningRate.get(name)!;
 *         variable.assign(tf.tidy(() => variable.sub(gradients.get(name)!.sign().mul(rate))));
 *       }
 *     },
 *     state: () => new Map(),
 *     dispose() {},
 *   }),
 * });
 * console.assert(signs.create({})(new Map()).name === "signs");
 * ```
 */
export const defineOptimizer = <const T extends OptionTable>(
  definition: OptimizerDefinition<T>,
): OptimizerDefinition<T> => marked("optimizer", definition);
