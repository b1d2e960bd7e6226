/** Tail probabilities of the normal, chi-square and Student distributions, and Student's quantile. */
import { incompleteBeta } from "./beta.ts";
import { upperGamma } from "./gamma.ts";

/** P(Z ≤ z) of the standard normal distribution; exact in relative terms far into the lower tail. */
export function normalCdf(z: number): number {
  const tail = upperGamma(0.5, z * z / 2) / 2;
  return z < 0 ? tail : 1 - tail;
}

/** P(X ≥ x) of the chi-square distribution with `freedom` degrees of freedom. */
export function chiSquareTail(x: number, freedom = 1): number {
  return upperGamma(freedom / 2, x / 2);
}

/** P(|T| ≥ |t|) of Student's distribution with `freedom` degrees of freedom. */
export function studentTwoSided(t: number, freedom: number): number {
  const square = t * t;
  if (square === Infinity) return 0;
  return incompleteBeta(freedom / (freedom + square), freedom / 2, 0.5, square / (freedom + square));
}

/**
 * The t that |T| exceeds with probability `alpha`, by bisection: 2.776 for 4 degrees of freedom and 0.05.
 *
 * @param alpha both tails together, between 0 and 1
 * @param freedom degrees of freedom, at least 1
 */
export function studentQuantile(alpha: number, freedom: number): number {
  let low = 0, high = 1;
  while (studentTwoSided(high, freedom) > alpha) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-15 * high; step++) {
    const middle = (low + high) / 2;
    if (studentTwoSided(middle, freedom) > alpha) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
