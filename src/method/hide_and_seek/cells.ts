/** The cells that Hide-and-Seek hides. */
import { UsageError } from "../../errors.ts";
import type { PixelBox, PixelSize } from "../../masking/pixel_boxes.ts";

/**
 * Draws the hidden cells of an image. Cells are squares, in row-major order, clipped at the border; a cell is
 * hidden if its draw is below the probability (Singh and Lee, 2017).
 *
 * @param size the image's height and width
 * @param cell a cell's side in pixels, ≥ 1
 * @param probability the probability that a cell is hidden
 * @param draw returns a number in 0 ≤ draw < 1 for each cell in turn
 * @returns the hidden cells
 * @throws {UsageError} if a cell would have no pixels
 *
 * @example
 * ```ts
 * import { hiddenCells } from "./cells.ts";
 *
 * const draws = [0.1, 0.9, 0.8, 0.7];
 * const [cell] = hiddenCells([4, 4], 2, 0.5, () => draws.shift()!);
 * console.assert(cell!.top === 0 && cell!.right === 2 && draws.length === 0);
 * ```
 */
export function hiddenCells(
  [height, width]: PixelSize,
  cell: number,
  probability: number,
  draw: () => number,
): PixelBox[] {
  if (!Number.isInteger(cell) || cell < 1) {
    throw new UsageError(`Cannot hide cells of ${cell} pixels: give 1 or more`);
  }
  const hidden: PixelBox[] = [];
  for (let top = 0; top < height; top += cell) {
    for (let left = 0; left < width; left += cell) {
      if (!(draw() < probability)) continue;
      hidden.push({ top, left, bottom: Math.min(top + cell, height), right: Math.min(left + cell, width) });
    }
  }
  return hidden;
}
