/** A control for salience: the least salient patch is the most likely to be hidden. */
import { UsageError } from "../errors.ts";

/**
 * Gives each patch the probability of the patch at the opposite rank, so that the least salient patch gets
 * the highest one. Each image keeps its set of probabilities, so masks differ from those of CBM only in their
 * positions. Patches of equal probability share the mean of their ranks' new probabilities, so that their
 * order does not matter.
 *
 * @param probabilities [N, columns], each row ≥ 0
 * @param columns patches of an image, n²
 * @returns float32 [N, columns]; the input is not changed
 * @throws {UsageError} if the length is not a whole number of rows
 *
 * @example
 * ```ts
 * import { reverseRanks } from "./reverse_ranks.ts";
 *
 * const reversed = reverseRanks(Float32Array.of(0.5, 0.25, 0.125, 0.125), 4);
 * console.assert(reversed.join() === "0.125,0.125,0.375,0.375");
 * ```
 */
export function reverseRanks(probabilities: Float32Array, columns: number): Float32Array {
  if (!(columns >= 1) || probabilities.length % columns !== 0) {
    throw new UsageError(`Cannot split ${probabilities.length} probabilities into rows of ${columns}`);
  }
  const reversed = new Float32Array(probabilities.length);
  for (let start = 0; start < probabilities.length; start += columns) {
    const row = probabilities.subarray(start, start + columns), sorted = row.toSorted();
    const order = Uint32Array.from(row.keys()).sort((a, b) => row[a]! - row[b]!);
    for (let first = 0, end = 0; first < columns; first = end) {
      let sum = 0;
      for (; end < columns && sorted[end] === sorted[first]; end++) sum += sorted[columns - 1 - end]!;
      for (let rank = first; rank < end; rank++) reversed[start + order[rank]!] = sum / (end - first);
    }
  }
  return reversed;
}
