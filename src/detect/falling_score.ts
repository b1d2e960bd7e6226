/** Sorts scores lazily. */

/**
 * Yields the indices of scores by descending score, ties by ascending index. It uses a heap, so that only the
 * part that is consumed is sorted.
 *
 * @example
 * ```ts
 * import { byFallingScore } from "./falling_score.ts";
 *
 * console.assert([...byFallingScore(Float64Array.of(0.2, 0.9, 0.2))].join() === "1,0,2");
 * ```
 */
export function* byFallingScore(scores: Float64Array): Generator<number> {
  const heap = Int32Array.from(scores.keys());
  const isBefore = (a: number, b: number) => scores[a]! > scores[b]! || (scores[a] === scores[b] && a < b);
  const sink = (start: number, length: number) => {
    const moved = heap[start]!;
    let at = start;
    for (let child = 2 * at + 1; child < length; child = 2 * at + 1) {
      if (child + 1 < length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, moved)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = moved;
  };
  for (let start = (heap.length >> 1) - 1; start >= 0; start--) sink(start, heap.length);
  for (let length = heap.length; length > 0; length--) {
    yield heap[0]!;
    heap[0] = heap[length - 1]!;
    sink(0, length - 1);
  }
}
