/** The power of a paired t test. */
import gammaln from "@stdlib/math-base-special-gammaln";
import { UsageError } from "../../errors.ts";
import { normalCdf, studentQuantile } from "./distributions.ts";

const INTERVALS = 2000;

/**
 * Computes the power of a two-sided paired t test: the probability that it detects a true effect.
 *
 * With s the ratio of the sample's standard deviation to the true one, the test rejects if |z +
 * effect·√pairs| > c·s; we average this probability over the distribution of s (√(χ²/f)) by Simpson's rule.
 *
 * @param effect the true mean difference over the true standard deviation of the differences
 * @param pairs at least 2
 * @param alpha the level of the test; 0.05 by default
 * @throws {UsageError} on fewer than two pairs
 *
 * @example
 * ```ts
 * import { pairedTPower } from "./power.ts";
 *
 * console.assert(pairedTPower(0.5, 30).toFixed(2) === "0.75" && pairedTPower(0, 5).toFixed(2) === "0.05");
 * ```
 */
export function pairedTPower(effect: number, pairs: number, alpha = 0.05): number {
  if (!Number.isInteger(pairs) || pairs < 2) {
    throw new UsageError(`Cannot test ${pairs} pairs: give two or more`);
  }
  const freedom = pairs - 1, critical = studentQuantile(alpha, freedom), shift = effect * Math.sqrt(pairs);
  const logScale = Math.LN2 + freedom / 2 * Math.log(freedom / 2) - gammaln(freedom / 2);
  const density = (s: number) =>
    s === 0
      ? (freedom === 1 ? Math.exp(logScale) : 0)
      : Math.exp(logScale + (freedom - 1) * Math.log(s) - freedom * s * s / 2);
  const claims = (s: number) => normalCdf(shift - critical * s) + normalCdf(-shift - critical * s);
  const step = (1 + 15 / Math.sqrt(2 * freedom)) / INTERVALS;
  let sum = 0;
  for (let k = 0; k <= INTERVALS; k++) {
    const weight = k === 0 || k === INTERVALS ? 1 : k % 2 === 1 ? 4 : 2, s = k * step;
    sum += weight * density(s) * claims(s);
  }
  return Math.min(1, sum * step / 3);
}

/**
 * Computes the smallest effect that a two-sided paired t test detects with the given power; the design is
 * likely to miss smaller ones.
 *
 * @param pairs at least 2
 * @param power the power; 0.8 by default
 * @param alpha the level of the test; 0.05 by default
 * @returns the effect, in standard deviations of the differences
 * @throws {UsageError} on fewer than two pairs
 *
 * @example
 * ```ts
 * import { smallestEffect } from "./power.ts";
 *
 * console.assert(smallestEffect(5).toFixed(2) === "1.68");
 * ```
 */
export function smallestEffect(pairs: number, power = 0.8, alpha = 0.05): number {
  let low = 0, high = 1;
  while (pairedTPower(high, pairs, alpha) < power) high *= 2;
  for (let step = 0; step < 60 && high - low > 1e-10 * high; step++) {
    const middle = (low + high) / 2;
    if (pairedTPower(middle, pairs, alpha) < power) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
