/** McNemar's test of whether two classifiers have different error rates on the same images. */
import betainc from "@stdlib/math-base-special-betainc";
import { UsageError } from "../../errors.ts";
import { chiSquareTail } from "./distributions.ts";

/** The result of {@linkcode mcnemar}. */
export interface McNemarResult {
  /** Images that only the first classifier gets right. */
  readonly onlyFirst: number;
  /** Images that only the second classifier gets right. */
  readonly onlySecond: number;
  /** The exact two-sided p-value (binomial); 1 if no image distinguishes the two. */
  readonly exactP: number;
  /** Chi-square statistic with continuity correction, (|b − c| − 1)² / (b + c); null without such an image. */
  readonly chiSquare: number | null;
  readonly chiSquareP: number | null;
  /** Chi-square statistic without the correction, and its p-value. */
  readonly plainChiSquare: number | null;
  readonly plainChiSquareP: number | null;
}

/**
 * Runs McNemar's test of two classifiers on one test set, from the counts of images that only one of them
 * gets right.
 *
 * It compares two trained networks, not two methods: another seed gives other networks.
 *
 * @param onlyFirst images that only the first classifier gets right, b
 * @param onlySecond images that only the second gets right, c
 * @returns the exact and the chi-square test
 * @throws {UsageError} on counts that are not whole numbers from 0
 *
 * @example
 * ```ts
 * import { mcnemar } from "./mcnemar.ts";
 *
 * console.assert(mcnemar(5, 15).exactP.toFixed(4) === "0.0414");
 * ```
 */
export function mcnemar(onlyFirst: number, onlySecond: number): McNemarResult {
  for (const count of [onlyFirst, onlySecond]) {
    if (!Number.isInteger(count) || count < 0) {
      throw new UsageError(`Cannot count ${count} images: McNemar's test takes whole numbers from 0`);
    }
  }
  const n = onlyFirst + onlySecond, difference = Math.abs(onlyFirst - onlySecond);
  if (n === 0) {
    const none = { chiSquare: null, chiSquareP: null, plainChiSquare: null, plainChiSquareP: null };
    return { onlyFirst, onlySecond, exactP: 1, ...none };
  }
  // For n tosses of a fair coin, P(X ≤ k) is I_½(n − k, k + 1).
  const fewer = Math.min(onlyFirst, onlySecond);
  const exactP = Math.min(1, 2 * betainc(0.5, n - fewer, fewer + 1));
  const chiSquare = (difference - 1) ** 2 / n, plainChiSquare = difference ** 2 / n;
  return {
    onlyFirst,
    onlySecond,
    exactP,
    chiSquare,
    chiSquareP: chiSquareTail(chiSquare),
    plainChiSquare,
    plainChiSquareP: chiSquareTail(plainChiSquare),
  };
}
