import { patchSize } from "./grid.ts";
import type { SalienceMeasure } from "./types.ts";

/** Every patch alike: with it, masking is random masking. */
export const uniform: SalienceMeasure = {
  name: "uniform",
  summary: "every patch alike (random masking)",
  version: 1,
  ignoresImages: true,
  scorer(size, patches) {
    patchSize(size, patches);
    return (_pixels, _start, scores) => void scores.fill(1);
  },
};
