import { patchSize } from "./grid.ts";
import type { SalienceMeasure } from "./types.ts";

/** The variance of a patch's pixels, averaged over the channels. */
export const variance: SalienceMeasure = {
  name: "variance",
  summary: "variance of a patch's pixels, averaged over the channels",
  version: 1,
  scorer(size, patches) {
    const patch = patchSize(size, patches), area = patch.height * patch.width;
    return (pixels, start, scores) => {
      for (let k = 0; k < patches * patches; k++) {
        const top = Math.floor(k / patches) * patch.height, left = (k % patches) * patch.width;
        let total = 0;
        for (let c = 0; c < 3; c++) {
          // Sums of integers are exact, so a flat patch has exactly 0.
          let sum = 0, squares = 0;
          for (let y = top; y < top + patch.height; y++) {
            let i = start + (y * size.width + left) * 3 + c;
            for (const end = i + 3 * patch.width; i < end; i += 3) {
              const value = pixels[i]!;
              sum += value;
              squares += value * value;
            }
          }
          total += area * squares - sum * sum;
        }
        scores[k] = total / (3 * area * area);
      }
    };
  },
};
