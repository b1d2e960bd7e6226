/** Random fill of erased pixels. */
import type { RandomStream } from "../../random.ts";

/**
 * Draws uniform numbers in the range of normalised pixels, −1 … 1, for each channel of each hidden pixel.
 *
 * @param kept uint8 [B, H, W]: 1 = kept, 0 = hidden
 * @param random the stream to draw from, three times per hidden pixel
 * @returns float32 [B, H, W, 3], 0 where nothing is hidden
 */
export function noiseWhereHidden(kept: Uint8Array, random: RandomStream): Float32Array {
  const noise = new Float32Array(kept.length * 3);
  for (let pixel = 0; pixel < kept.length; pixel++) {
    if (kept[pixel] !== 0) continue;
    for (let channel = 0; channel < 3; channel++) noise[pixel * 3 + channel] = 2 * random.uniform() - 1;
  }
  return noise;
}
