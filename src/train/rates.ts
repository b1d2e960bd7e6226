/** The learning rates of an update, as a method wants them. */
import type { LearningRates } from "../backend/ops/mod.ts";
import { UsageError } from "../errors.ts";

/**
 * Completes a method's learning rates by that of the recipe.
 *
 * @param own by the names of parameters; undefined where the method leaves the rates alone
 * @param learningRate the recipe's
 * @param parameters the names of all parameters
 * @returns one rate where nothing differs, else one for each parameter
 * @throws {UsageError} on the name of a parameter that is not there, or a rate below 0
 *
 * @example
 * ```ts
 * import { completeRates } from "./rates.ts";
 *
 * console.assert(completeRates(undefined, 0.1, ["a", "b"]) === 0.1);
 * const rates = completeRates(new Map([["a", 0.01]]), 0.1, ["a", "b"]);
 * console.assert(typeof rates === "object" && rates.get("a") === 0.01 && rates.get("b") === 0.1);
 * ```
 */
export function completeRates(
  own: ReadonlyMap<string, number> | undefined,
  learningRate: number,
  parameters: readonly string[],
): LearningRates {
  if (own === undefined) return learningRate;
  const rates = new Map(parameters.map((name) => [name, learningRate]));
  for (const [name, rate] of own) {
    if (!rates.has(name)) {
      throw new UsageError(`Cannot set the learning rate of "${name}": no such parameter`);
    }
    if (!(rate >= 0)) throw new UsageError(`Cannot train "${name}" with a learning rate of ${rate}`);
    rates.set(name, rate);
  }
  return rates;
}
