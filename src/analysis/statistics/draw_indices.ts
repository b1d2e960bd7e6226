/** Fast draws with replacement. */
import type { RandomStream } from "../../random.ts";

/**
 * Fills an array with uniform draws from 0 … n-1, without bias (Lemire, 2019). For n up to 65,536, two draws
 * share the 32 bits of one random integer, which halves the time of a large bootstrap.
 *
 * @param indices the array to overwrite
 * @param n at least 1
 */
export function drawIndices(indices: Uint32Array, n: number, random: RandomStream): void {
  if (n > 65536) {
    for (let k = 0; k < indices.length; k++) indices[k] = random.integer(n);
    return;
  }
  const threshold = 65536 % n;
  let bits = 0, halves = 0;
  for (let k = 0; k < indices.length;) {
    if (halves === 0) {
      bits = random.uint32();
      halves = 2;
    }
    const product = (bits & 0xffff) * n;
    bits >>>= 16;
    halves--;
    if ((product & 0xffff) < threshold) continue;
    indices[k++] = product / 65536;
  }
}
