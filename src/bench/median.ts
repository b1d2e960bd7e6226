/**
 * Returns the middle value, or the mean of the two middle values.
 *
 * @param values in any order; the median of none is NaN
 *
 * @example
 * ```ts
 * import { median } from "./median.ts";
 *
 * console.log(median([3, 1, 2]), median([4, 1])); // 2 2.5
 * ```
 */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b), half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? NaN)) / 2;
}

/** The middle and the range of some values. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Returns the median, the least and the greatest of some values. */
export const spreadOf = (values: readonly number[]): Spread => ({
  median: median(values),
  min: Math.min(...values),
  max: Math.max(...values),
});
