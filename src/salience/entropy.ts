import { patchSize } from "./grid.ts";
import type { SalienceMeasure } from "./types.ts";

/** Bits per level: with all 256 levels, the 64 pixels of a small patch would nearly all differ. */
const BITS = 5;

/** The entropy of each channel's histogram of a patch, averaged over the channels. */
export const entropy: SalienceMeasure = {
  name: "entropy",
  summary: "entropy of a patch's histogram of 32 levels, in bits, averaged over the channels",
  version: 1,
  scorer(size, patches) {
    const patch = patchSize(size, patches), area = patch.height * patch.width;
    const histogram = new Uint32Array(1 << BITS);
    // The entropy is log2(area) - (1/area)·Σ count·log2(count).
    const weighted = Float64Array.from(
      { length: area + 1 },
      (_, count) => count < 2 ? 0 : count * Math.log2(count),
    );
    return (pixels, start, scores) => {
      for (let k = 0; k < patches * patches; k++) {
        const top = Math.floor(k / patches) * patch.height, left = (k % patches) * patch.width;
        let total = 0;
        for (let c = 0; c < 3; c++) {
          histogram.fill(0);
          for (let y = top; y < top + patch.height; y++) {
            let i = start + (y * size.width + left) * 3 + c;
            for (const end = i + 3 * patch.width; i < end; i += 3) histogram[pixels[i]! >> (8 - BITS)]!++;
          }
          let sum = 0;
          for (let level = 0; level < histogram.length; level++) sum += weighted[histogram[level]!]!;
          total += weighted[area]! - sum;
        }
        scores[k] = Math.max(total / (3 * area), 0);
      }
    };
  },
};
