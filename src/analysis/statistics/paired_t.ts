/** Student's t test of paired values. */
import { UsageError } from "../../errors.ts";
import { studentQuantile, studentTwoSided } from "./distributions.ts";
import { meanAndStandardDeviation } from "./mean_and_standard_deviation.ts";

/** The result of {@linkcode pairedT}. */
export interface PairedTResult {
  readonly t: number;
  readonly degreesOfFreedom: number;
  readonly twoSidedP: number;
  /** One-sided p-value; the alternative is that the second values are greater. */
  readonly greaterP: number;
  /** Mean of second − first. */
  readonly meanDifference: number;
  /** 95% confidence interval of the mean difference. */
  readonly interval: readonly [low: number, high: number];
}

/**
 * Runs Student's t test of paired values, such as the accuracies of two methods by seed.
 *
 * @param first one value per pair
 * @param second the other value of each pair
 * @returns the test of second − first
 * @throws {UsageError} on fewer than two pairs, unequal lengths, or identical differences
 */
export function pairedT(first: readonly number[], second: readonly number[]): PairedTResult {
  const n = first.length;
  if (n !== second.length || n < 2) {
    throw new UsageError(`Cannot pair ${n} and ${second.length} values: give two or more pairs`);
  }
  const { mean, standardDeviation } = meanAndStandardDeviation(first.map((x, i) => second[i]! - x));
  const error = (standardDeviation ?? 0) / Math.sqrt(n);
  if (error === 0) {
    throw new UsageError("Cannot test pairs that all differ by the same amount: their spread is 0");
  }
  const t = mean / error, degreesOfFreedom = n - 1;
  const twoSidedP = studentTwoSided(t, degreesOfFreedom);
  const half = studentQuantile(0.05, degreesOfFreedom) * error;
  return {
    t,
    degreesOfFreedom,
    twoSidedP,
    greaterP: t > 0 ? twoSidedP / 2 : 1 - twoSidedP / 2,
    meanDifference: mean,
    interval: [mean - half, mean + half],
  };
}
