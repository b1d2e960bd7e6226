/** Tail probabilities of the normal, chi-square and Student distributions, and Student's quantile. */
import betainc from "@stdlib/math-base-special-betainc";
import gammainc from "@stdlib/math-base-special-gammainc";

/**
 * Computes P(Z ≤ z) of the standard normal distribution, with small relative error far into the lower tail.
 */
export function normalCdf(z: number): number {
  const tail = chiSquareTail(z * z) / 2;
  return z < 0 ? tail : 1 - tail;
}

/** Computes P(X ≥ x) of the chi-square distribution with `freedom` degrees of freedom. */
export function chiSquareTail(x: number, freedom = 1): number {
  return gammainc(x / 2, freedom / 2, true, true);
}

/** Computes P(|T| ≥ |t|) of Student's distribution with `freedom` degrees of freedom. */
export function studentTwoSided(t: number, freedom: number): number {
  const square = t * t;
  if (square === Infinity) return 0;
  // The same probability in two forms; use the one whose argument is near 0, which keeps its precision.
  return square > freedom
    ? betainc(freedom / (freedom + square), freedom / 2, 0.5)
    : betainc(square / (freedom + square), 0.5, freedom / 2, true, true);
}

/**
 * Finds the t that |T| exceeds with probability `alpha`, by bisection: 2.776 for 4 degrees of freedom and
 * 0.05.
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
