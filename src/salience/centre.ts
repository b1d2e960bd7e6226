import { patchSize } from "./grid.ts";
import type { SalienceMeasure } from "./types.ts";

/** Standard deviation of the Gaussian, as a share of the image's side. */
const SPREAD = 0.25;

/** A measure that ignores the image: a Gaussian of the distance from the centre, where objects tend to be. */
export const centre: SalienceMeasure = {
  name: "centre",
  summary: "a Gaussian around the image's centre, with a standard deviation of a quarter of its side",
  version: 1,
  ignoresImages: true,
  scorer(size, patches) {
    patchSize(size, patches);
    const weight = (place: number) => Math.exp(-(((place + 0.5) / patches - 0.5) ** 2) / (2 * SPREAD ** 2));
    return (_pixels, _start, scores) => {
      for (let k = 0; k < scores.length; k++) {
        scores[k] = weight(Math.floor(k / patches)) * weight(k % patches);
      }
    };
  },
};
