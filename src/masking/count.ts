/** Converts a masking ratio to a number of patches. */
import { UsageError } from "../errors.ts";

/**
 * The smallest ratio above 0; smaller ones are raised to it, as published, so that a 4×4 grid hides a patch.
 */
export const MINIMUM_RATIO = 0.07;

/** Throws a UsageError on a masking ratio outside 0 ≤ r < 1. */
export function checkRatio(ratio: number): void {
  if (ratio >= 0 && ratio < 1) return;
  throw new UsageError(`The masking ratio must be 0 ≤ ratio < 1, not ${ratio}`);
}

/**
 * Returns the number of hidden patches: 0 if the ratio is 0, else the whole part of max(ratio, 0.07)·n².
 *
 * @param ratio the share of patches to hide, 0 ≤ ratio < 1
 * @param patches patches per side, n
 * @returns 0 … n²-1; on a coarse grid it can be 0 although the ratio is not
 * @throws {UsageError} if the ratio is outside its range
 *
 * @example
 * ```ts
 * import { patchCount } from "./count.ts";
 *
 * console.assert(patchCount(0.4, 4) === 6 && patchCount(0.01, 4) === 1 && patchCount(0, 4) === 0);
 * ```
 */
export function patchCount(ratio: number, patches: number): number {
  checkRatio(ratio);
  return ratio === 0 ? 0 : Math.trunc(Math.max(ratio, MINIMUM_RATIO) * patches * patches);
}
