/** The regularised incomplete beta function. */
import { logGamma } from "./gamma.ts";

/**
 * I_x(a, b), by its continued fraction (modified Lentz), on the side where that converges fast.
 *
 * @param x from 0 to 1
 * @param a greater than 0
 * @param b greater than 0
 * @param complement 1 - x, where the caller knows it more exactly than the subtraction gives it
 * @returns a probability
 */
export function incompleteBeta(x: number, a: number, b: number, complement = 1 - x): number {
  if (x <= 0) return 0;
  if (complement <= 0) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(complement, b, a, x);
  const log = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(complement);
  return Math.exp(log) * fraction(x, a, b) / a;
}

function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1, d = 1 / (1 - (a + b) * x / (a + 1) || tiny), value = d;
  const advance = (term: number): number => {
    d = 1 / (1 + term * d || tiny);
    c = 1 + term / c || tiny;
    value *= c * d;
    return c * d;
  };
  for (let m = 1; m < 10_000; m++) {
    advance(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)));
    const change = advance(-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)));
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return value;
}
