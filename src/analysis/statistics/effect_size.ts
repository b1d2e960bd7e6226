/** The size of an effect in units of its spread. */
import gammaln from "@stdlib/math-base-special-gammaln";
import { UsageError } from "../../errors.ts";
import { meanAndStandardDeviation } from "./mean_and_standard_deviation.ts";

/**
 * Computes Cohen's d of paired values with the small-sample correction: the mean difference over the standard
 * deviation of the differences, which is biased upwards for few pairs, times Hedges' J = Γ(f/2) / (√(f/2) ·
 * Γ((f − 1)/2)), f = pairs − 1.
 *
 * @param first one value per pair
 * @param second the other value of each pair
 * @returns the effect size of second − first; null for two pairs, where the correction is not defined
 * @throws {UsageError} on fewer than two pairs, unequal lengths, or differences that are all the same
 *
 * @example
 * ```ts
 * import { effectSize } from "./effect_size.ts";
 *
 * const d = effectSize([1, 2, 3], [2, 4, 4])!; // differences 1, 2, 1: mean 1.333 over 0.577, times 0.564
 * console.assert(d.toFixed(2) === "1.30");
 * ```
 */
export function effectSize(first: readonly number[], second: readonly number[]): number | null {
  const n = first.length;
  if (n !== second.length || n < 2) {
    throw new UsageError(`Cannot pair ${n} and ${second.length} values: give two or more pairs`);
  }
  const { mean, standardDeviation } = meanAndStandardDeviation(first.map((x, i) => second[i]! - x));
  if (!standardDeviation) {
    throw new UsageError("Cannot scale pairs that all differ by the same amount: their spread is 0");
  }
  return n === 2 ? null : hedgesCorrection(n - 1) * mean / standardDeviation;
}

/** Computes Hedges' J for the given degrees of freedom, at least 2. */
export const hedgesCorrection = (freedom: number): number =>
  Math.exp(gammaln(freedom / 2) - gammaln((freedom - 1) / 2)) / Math.sqrt(freedom / 2);
