/** The logarithm of the gamma function and the regularised incomplete gamma function. */

/**
 * ln Γ(x), by Stirling's series after shifting the argument above 12 (Abramowitz and Stegun 6.1.40); relative
 * error about 1e-15.
 *
 * @param x greater than 0
 */
export function logGamma(x: number): number {
  let shift = 1, z = x;
  for (; z < 12; z++) shift *= z;
  const inverse = 1 / z, square = inverse * inverse;
  const series = inverse *
    (1 / 12 + square * (-1 / 360 + square * (1 / 1260 + square * (-1 / 1680 + square * (1 / 1188)))));
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - Math.log(shift);
}

/**
 * Q(a, x) = Γ(a, x) / Γ(a), the upper tail of the gamma distribution.
 *
 * The series of the lower tail serves small x; the continued fraction (modified Lentz) serves large x, where it
 * keeps its relative accuracy however small the tail is.
 *
 * @param a shape, greater than 0
 * @param x at least 0
 * @returns a probability, 1 at x = 0
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const factor = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - factor * lowerSeries(a, x) : factor * upperFraction(a, x);
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a, sum = term;
  for (let n = 1; n < 10_000 && Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

function upperFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a, c = 1 / tiny, d = 1 / b, value = d;
  for (let n = 1; n < 10_000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b || tiny);
    c = b + an / c || tiny;
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return value;
}
