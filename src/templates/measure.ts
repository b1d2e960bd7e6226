/** A salience measure: the brighter a patch, the more salient. Change how scores are made to make it yours. */
import { defineMeasure } from "@cbm/curriculum-by-masking";

export default defineMeasure({
  name: "NAME",
  summary: "mean level of each patch",
  // Raise it whenever the numbers change: stored salience of older versions is then computed again.
  version: 1,
  // Called once for images of one size; the function that it returns scores one image after another.
  scorer: ({ height, width }, patches) => {
    const rows = height / patches, columns = width / patches;
    return (pixels, start, scores) => {
      // `pixels` are uint8 RGB, the image begins at `start`; `scores` takes one number ≥ 0 per patch, row by row.
      scores.fill(0);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const patch = Math.floor(y / rows) * patches + Math.floor(x / columns),
            at = start + 3 * (y * width + x);
          scores[patch]! += pixels[at]! + pixels[at + 1]! + pixels[at + 2]!;
        }
      }
    };
  },
});
