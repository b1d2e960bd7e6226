/** The square that Cutout hides. */
import type { PixelBox, PixelSize } from "../../masking/pixel_boxes.ts";

/**
 * Computes a square around a centre, clipped at the image's border (DeVries and Taylor, 2017, as in their
 * code).
 *
 * @param centre its row and column, within the image
 * @param length the side; an odd side hides one pixel less, as in the published code
 * @param size the image's height and width
 * @returns the hidden rectangle
 *
 * @example
 * ```ts
 * import { cutoutBox } from "./box.ts";
 *
 * const { top, left, bottom, right } = cutoutBox([6, 9], 16, [32, 32]);
 * console.assert([top, left, bottom, right].join() === "0,1,14,17");
 * ```
 */
export function cutoutBox(
  [row, column]: readonly [row: number, column: number],
  length: number,
  [height, width]: PixelSize,
): PixelBox {
  const half = Math.floor(length / 2);
  return {
    top: Math.max(row - half, 0),
    left: Math.max(column - half, 0),
    bottom: Math.min(row + half, height),
    right: Math.min(column + half, width),
  };
}
