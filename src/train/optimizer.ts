/** Optimizers, which update variables from their gradients. */
import { listNames, UsageError } from "../errors.ts";
import { parseSpec, type Spec } from "../spec.ts";
import { adamaxFactory, adamwFactory } from "./optimizer/adam.ts";
import { sgdFactory } from "./optimizer/sgd.ts";
import type { OptimizerFactory } from "./optimizer/types.ts";

export { sgd, type SgdOptions } from "./optimizer/sgd.ts";
export type { Optimizer, OptimizerFactory } from "./optimizer/types.ts";

/** Functions that parse the options of each optimizer, by name. */
const optimizers = new Map<string, (spec: Spec) => OptimizerFactory>([
  ["sgd", sgdFactory],
  ["adamax", adamaxFactory],
  ["adamw", adamwFactory],
]);

/**
 * Parses an optimizer's specification, such as `sgd:momentum=0.9,weight_decay=0.0005`, `adamax:beta1=0.9` or
 * `adamw:weight_decay=0.05`.
 *
 * @returns a function that creates the optimizer of given parameters
 * @throws {UsageError} on an unknown optimizer or option
 *
 * @example
 * ```ts
 * import { optimizerFactory } from "./optimizer.ts";
 *
 * const optimizer = optimizerFactory("adamax");
 * console.assert(typeof optimizer === "function");
 * ```
 */
export function optimizerFactory(text: string): OptimizerFactory {
  const spec = parseSpec(text);
  const factory = optimizers.get(spec.name);
  if (factory === undefined) {
    throw new UsageError(
      `Unknown optimizer "${spec.name}": choose one of ${listNames([...optimizers.keys()])}`,
    );
  }
  return factory(spec);
}
