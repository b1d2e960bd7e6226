/** Optimizers: gradients in, variables moved. A new one is a file and a line here. */
import { findDefinition } from "../extension.ts";
import { readOptions } from "../options.ts";
import { asSpec, type RuntimeText, type Spec, type SpecText } from "../spec.ts";
import { adamaxEntry, adamwEntry } from "./optimizer/adam.ts";
import type { OptimizerDefinition } from "./optimizer/define.ts";
import { sgdEntry } from "./optimizer/sgd.ts";
import type { OptimizerFactory } from "./optimizer/types.ts";

export { defineOptimizer, type OptimizerDefinition } from "./optimizer/define.ts";
export { sgd, type SgdOptions } from "./optimizer/sgd.ts";
export type { Optimizer, OptimizerFactory } from "./optimizer/types.ts";

/** A new optimizer is a file, its name here, and one line below. */
type OptimizerName = "sgd" | "adamax" | "adamw";
const all: Readonly<Record<OptimizerName, OptimizerDefinition>> = {
  sgd: sgdEntry,
  adamax: adamaxEntry,
  adamw: adamwEntry,
};

/** An optimizer with its options: `"sgd:momentum=0.9"`, `"./mine.ts"`. */
export type OptimizerText = SpecText<OptimizerName>;

/** Every optimizer. */
export const optimizers: readonly OptimizerDefinition[] = Object.values(all);

/**
 * Reads an optimizer's specification.
 *
 * @param optimizer such as `"sgd:momentum=0.9,weight_decay=0.0005"`, `"adamax:beta1=0.9"` or
 * `"adamw:weight_decay=0.05"`, as a text or parsed
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
export function optimizerFactory<T extends string = never>(
  optimizer: OptimizerText | RuntimeText<T> | Spec,
): OptimizerFactory {
  const spec = asSpec(optimizer), entry = findDefinition("optimizer", spec.name, optimizers);
  return entry.create(readOptions(entry.options, spec));
}
