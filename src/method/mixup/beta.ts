/** Random mixing ratios. */
import { UsageError } from "../../errors.ts";
import type { RandomStream } from "../../random.ts";

/** Draws from the gamma distribution of scale 1 (Marsaglia and Tsang, 2000). */
function gamma(shape: number, random: RandomStream): number {
  // For small shapes: gamma(a) = gamma(a + 1) · U^(1/a).
  if (shape < 1) return gamma(shape + 1, random) * (1 - random.uniform()) ** (1 / shape);
  const d = shape - 1 / 3, c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal(), v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
}

/**
 * Draws from the Beta(α, α) distribution: symmetric about ½, near 0 or 1 for small α.
 *
 * @param alpha > 0; 1 is the uniform distribution
 * @param random the stream to draw from; the number of draws is random too
 * @returns 0 … 1
 * @throws {UsageError} if α is not positive
 *
 * @example
 * ```ts
 * import { randomStream } from "../../random.ts";
 * import { symmetricBeta } from "./beta.ts";
 *
 * const lambda = symmetricBeta(0.2, randomStream(1, "augmentation"));
 * console.assert(lambda >= 0 && lambda <= 1);
 * ```
 */
export function symmetricBeta(alpha: number, random: RandomStream): number {
  if (!(alpha > 0 && alpha < Infinity)) {
    throw new UsageError(`Cannot mix by Beta(${alpha}): give a number above 0`);
  }
  const a = gamma(alpha, random), b = gamma(alpha, random);
  // Both underflow to 0 only for tiny α, where the distribution is a coin toss.
  return a + b > 0 ? a / (a + b) : random.uniform() < 0.5 ? 0 : 1;
}
