import { patchSize } from "./grid.ts";
import type { SalienceMeasure } from "./types.ts";

/** A measure that scores every patch alike, which makes masking random. */
export const uniform: SalienceMeasure = {
  name: "uniform",
  summary: "the same for every patch (random masking)",
  version: 1,
  ignoresImages: true,
  scorer(size, patches) {
    patchSize(size, patches);
    return (_pixels, _start, scores) => void scores.fill(1);
  },
};
