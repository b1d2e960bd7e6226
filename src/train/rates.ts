/** The learning rates of an update, as a method wants them. */
import type { LearningRates } from "../backend/ops/mod.ts";
import { UsageError } from "../errors.ts";

/**
 * Completes a method's learning rates by those of the recipe.
 *
 * @param own by the names of parameters; undefined where the method leaves the rates alone
 * @param recipe the recipe's rate of each parameter
 * @param parameters the names of all parameters
 * @returns one rate where nothing differs, else one for each parameter
 * @throws {UsageError} on the name of a parameter that is not there, or a rate below 0
 *
 * @example
 * ```ts
 * import { completeRates } from "./rates.ts";
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
      throw new UsageError(`Cannot set the learning rate of "${name}": no such parameter`);
    }
    if (!(rate >= 0)) throw new UsageError(`Cannot train "${name}" with a learning rate of ${rate}`);
    rates.set(name, rate);
  }
  const different = new Set(rates.values());
  return different.size === 1 ? [...different][0]! : rates;
}
