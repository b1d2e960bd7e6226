/** The percentile bootstrap of a mean, and its quantile rule. */
import { UsageError } from "../../errors.ts";

/**
 * Computes a quantile of sorted values, with linear interpolation at h = q·(R − 1).
 *
 * @param sorted ascending, at least one value
 * @param q from 0 to 1
 */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const h = q * (sorted.length - 1), below = Math.floor(h);
  const low = sorted[below]!, high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (h - below) * (high - low);
}

/** The result of {@linkcode bootstrapMean}. */
export interface BootstrapResult {
  readonly low: number;
  readonly high: number;
  readonly median: number;
  /** The means of the resamples, ascending. */
  readonly means: Float64Array;
}

/**
 * Computes the percentile bootstrap interval of a mean.
 *
 * @param values at least one
 * @param options.resamples number of resamples; 10,000 by default
 * @param options.draw returns an index 0 … n-1; called n times per resample, in order
 * @param options.level coverage of the interval; 0.95 by default
 * @returns the interval, the median and all means
 * @throws {UsageError} without values or with fewer than one resample
 *
 * @example
 * ```ts
 * import { randomStream } from "../../random.ts";
 * import { bootstrapMean } from "./bootstrap.ts";
 *
 * const random = randomStream(1, "bootstrap");
 * const { low, high } = bootstrapMean([2, 4, 6, 8], { draw: (n) => random.integer(n), resamples: 1000 });
 * console.assert(low < 5 && high > 5);
 * ```
 */
export function bootstrapMean(
  values: ArrayLike<number>,
  { resamples = 10_000, level = 0.95, draw }: {
    resamples?: number;
    level?: number;
    draw: (n: number) => number;
  },
): BootstrapResult {
  const n = values.length;
  if (n === 0 || !(resamples >= 1)) {
    throw new UsageError(`Cannot draw ${resamples} resamples of ${n} values: give at least one of each`);
  }
  const means = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += values[draw(n)]!;
    means[r] = sum / n;
  }
  means.sort();
  const tail = (1 - level) / 2;
  return { low: quantile(means, tail), high: quantile(means, 1 - tail), median: quantile(means, 0.5), means };
}
