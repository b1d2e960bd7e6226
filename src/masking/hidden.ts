/** Finds the hidden pixels of a batch in memory. */
import { UsageError } from "../errors.ts";
import { patchSize } from "../salience/grid.ts";

/** Height, width and channels of an image. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/**
 * Visits the hidden pixels of images [B, H, W, C] in runs, one per pixel row of a hidden patch.
 *
 * @param kept uint8 [B, n·n]: 1 = kept, 0 = hidden
 * @param patches patches per side, n
 * @param shape the images' height, width and channels
 * @param visit receives the start and end of a run, in elements, and the index of its image
 * @throws {UsageError} if the grid does not divide the image, or `kept` is not a whole number of grids
 */
export function eachHiddenRun(
  kept: Uint8Array,
  patches: number,
  [height, width, channels]: ImageShape,
  visit: (start: number, end: number, image: number) => void,
): void {
  const patch = patchSize({ height, width }, patches);
  const grid = patches * patches, run = patch.width * channels, row = width * channels;
  if (kept.length % grid !== 0) {
    throw new UsageError(
      `Cannot split a mask of ${kept.length} patches into ${patches}×${patches} grids: give a multiple of ` +
        grid,
    );
  }
  for (let k = 0; k < kept.length; k++) {
    if (kept[k] !== 0) continue;
    const image = Math.floor(k / grid), place = k % grid;
    const top = Math.floor(place / patches) * patch.height, left = (place % patches) * run;
    let start = (image * height + top) * row + left;
    for (let y = 0; y < patch.height; y++, start += row) visit(start, start + run, image);
  }
}
