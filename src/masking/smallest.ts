/**
 * Marks the `count` smallest keys with 0 and the others with 1.
 *
 * @param keys without NaN
 * @param count 0 … keys.length
 * @param marks receives the marks
 * @param start the index of the first mark
 * @param scratch as long as `keys`; overwritten
 */
export function markSmallest(
  keys: Float64Array,
  count: number,
  marks: Uint8Array,
  start: number,
  scratch: Float64Array,
): void {
  if (count === 0) {
    marks.fill(1, start, start + keys.length);
    return;
  }
  scratch.set(keys);
  const threshold = select(scratch, count - 1);
  let left = count;
  for (let i = 0; i < keys.length; i++) {
    const below = keys[i]! < threshold;
    marks[start + i] = below ? 0 : 1;
    if (below) left--;
  }
  // Equal keys are next to impossible, but exactly `count` must be marked.
  for (let i = 0; left > 0; i++) {
    if (keys[i]! !== threshold) continue;
    marks[start + i] = 0;
    left--;
  }
}

/** Returns the value at `rank` in sorted order (Hoare's quickselect); reorders the values. */
function select(values: Float64Array, rank: number): number {
  let low = 0, high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let i = low, j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const value = values[i]!;
      values[i++] = values[j]!;
      values[j--] = value;
    }
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else break;
  }
  return values[rank]!;
}
