/** Holm's correction for multiple comparisons. */
import { UsageError } from "../../errors.ts";

/**
 * Applies Holm's step-down adjustment: if adjusted p-values below 0.05 count as significant, the chance of
 * any false positive among all comparisons is at most 5%.
 *
 * @param pValues each from 0 to 1
 * @returns the adjusted p-values, in the order given
 * @throws {UsageError} on a value that is not a probability
 *
 * @example
 * ```ts
 * import { holm } from "./holm.ts";
 *
 * console.assert(holm([0.01, 0.04]).join() === "0.02,0.04");
 * ```
 */
export function holm(pValues: readonly number[]): number[] {
  for (const p of pValues) {
    if (!(p >= 0 && p <= 1)) throw new UsageError(`Cannot adjust ${p}: a p-value lies from 0 to 1`);
  }
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  order.forEach(({ p, index }, rank) => {
    largest = Math.max(largest, Math.min(1, p * (pValues.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}
