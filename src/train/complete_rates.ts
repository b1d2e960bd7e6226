/** Completes the learning rates that a method sets for an update. */
import type { LearningRates } from "../backend/ops/mod.ts";
import { UsageError } from "../errors.ts";

/**
 * Completes a method's learning rates with those of the recipe.
 *
 * @param own the method's rates by parameter; undefined if the method does not set any
 * @param recipe returns the recipe's rate of a parameter
 * @param parameters the names of all parameters
 * @returns a single rate if all are equal, else one per parameter
 * @throws {UsageError} on an unknown parameter, or a negative rate
 *
 * @example
 * ```ts
 * import { completeRates } from "./complete_rates.ts";
 *
 * console.assert(completeRates(undefined, () => 0.1, ["a", "b"]) === 0.1);
 * const rates = completeRates(new Map([["a", 0.01]]), () => 0.1, ["a", "b"]);
 * console.assert(typeof rates === "object" && rates.get("a") === 0.01 && rates.get("b") === 0.1);
 * ```
 */
export function completeRates(
  own: ReadonlyMap<string, number> | undefined,
  recipe: (parameter: string) => number,
  parameters: readonly string[],
): LearningRates {
  const rates = new Map(parameters.map((name) => [name, recipe(name)]));
  for (const [name, rate] of own ?? []) {
    if (!rates.has(name)) {
      throw new UsageError(`Cannot set the learning rate of "${name}": the network has no such parameter`);
    }
    if (!(rate >= 0)) {
      throw new UsageError(`Cannot train "${name}" with a learning rate of ${rate}: give a number ≥ 0`);
    }
    rates.set(name, rate);
  }
  const different = new Set(rates.values());
  return different.size === 1 ? [...different][0]! : rates;
}
