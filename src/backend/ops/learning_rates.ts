/** Learning rates of an update. */
import { UsageError } from "../../errors.ts";

/** One rate for all parameters, or one for each by its name. */
export type LearningRates = number | ReadonlyMap<string, number>;

/**
 * Returns the learning rate of a parameter.
 *
 * @throws {UsageError} if there are rates by name, but none of this one
 *
 * @example
 * ```ts
 * import { rateOf } from "./learning_rates.ts";
 *
 * console.assert(rateOf(0.1, "w") === 0.1 && rateOf(new Map([["w", 0.2]]), "w") === 0.2);
 * ```
 */
export function rateOf(rates: LearningRates, name: string): number {
  const rate = typeof rates === "number" ? rates : rates.get(name);
  if (rate === undefined) throw new UsageError(`Cannot move "${name}": it has no learning rate`);
  return rate;
}
