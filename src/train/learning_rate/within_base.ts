/** The limit of a rate that depends on the run. */
import { UsageError } from "../../errors.ts";

/**
 * Refuses rates above the recipe's.
 *
 * @param name the schedule's
 * @param rates the schedule's options that are rates
 * @throws {UsageError} that names the option and the limit
 */
export function checkWithinBase(name: string, rates: Readonly<Record<string, number>>, base: number): void {
  for (const [key, rate] of Object.entries(rates)) {
    if (rate <= base) continue;
    throw new UsageError(`Option "${key}" of "${name}" must be a number from 0 to ${base}, not "${rate}"`);
  }
}
