/** Mean and sample standard deviation. */
import { UsageError } from "../../errors.ts";

/** The result of {@linkcode meanAndStandardDeviation}. */
export interface MeanAndStandardDeviation {
  readonly mean: number;
  /** The sample standard deviation (divided by n − 1); null for a single value. */
  readonly standardDeviation: number | null;
}

/**
 * Computes the mean of values and their sample standard deviation (divided by n − 1).
 *
 * @param values at least one
 * @returns the mean, and the deviation, or null for a single value
 * @throws {UsageError} when there is no value
 *
 * @example
 * ```ts
 * import { meanAndStandardDeviation } from "./mean_and_standard_deviation.ts";
 *
 * const { mean, standardDeviation } = meanAndStandardDeviation([92.02, 89.05, 92.95]);
 * console.assert(mean.toFixed(2) === "91.34" && standardDeviation?.toFixed(2) === "2.04");
 * ```
 */
export function meanAndStandardDeviation(values: ArrayLike<number>): MeanAndStandardDeviation {
  const n = values.length;
  if (n === 0) throw new UsageError("Cannot take the mean of no values: give at least one");
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]!;
  const mean = sum / n;
  if (n === 1) return { mean, standardDeviation: null };
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) ** 2;
  return { mean, standardDeviation: Math.sqrt(squares / (n - 1)) };
}
