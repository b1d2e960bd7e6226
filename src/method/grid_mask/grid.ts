/** The rotated grid of squares that GridMask hides. */
import type { PixelSize } from "../../masking/pixel_boxes.ts";

/** A grid of squares. */
export interface Grid {
  /** Distance from one square to the next, in pixels. */
  readonly unit: number;
  /** The visible share of a unit in each direction: a square's side is (1 − ratio) · unit. */
  readonly ratio: number;
  /** Offset of the grid in pixels, 0 … unit − 1. */
  readonly row: number;
  readonly column: number;
  /** Rotation about the image's centre. */
  readonly degrees: number;
}

/**
 * Computes the side of the published code's canvas: 1.5 times the image's, so that the rotated grid covers
 * the corners.
 */
const canvas = (side: number): number => Math.floor(1.5 * side);

/**
 * Marks the squares of a grid as hidden (Chen et al., 2020).
 *
 * @param kept uint8 [B, H, W]: set to 0 inside squares
 * @param image index of the image in the batch
 * @param size the images' height and width
 * @param grid the grid
 *
 * @example
 * ```ts
 * import { hideGrid } from "./grid.ts";
 *
 * const kept = new Uint8Array(8 * 8).fill(1);
 * hideGrid(kept, 0, [8, 8], { unit: 4, ratio: 0.5, row: 0, column: 0, degrees: 0 });
 * console.assert(kept.reduce((a, b) => a + b) === 48); // a quarter is hidden: 2×2 of each 4×4 pixels
 * ```
 */
export function hideGrid(
  kept: Uint8Array,
  image: number,
  [height, width]: PixelSize,
  { unit, ratio, row, column, degrees }: Grid,
): void {
  const stripe = Math.floor(unit * ratio + 0.5);
  const cosine = Math.cos(degrees * Math.PI / 180), sine = Math.sin(degrees * Math.PI / 180);
  const rows = canvas(height), columns = canvas(width);
  const top = Math.floor((rows - height) / 2), left = Math.floor((columns - width) / 2);
  const isBetween = (place: number, start: number) => {
    const within = (Math.floor(place) - start) % unit;
    return (within + unit) % unit >= stripe;
  };
  let at = image * height * width;
  for (let y = 0; y < height; y++) {
    const dy = y + top + 0.5 - rows / 2;
    for (let x = 0; x < width; x++, at++) {
      const dx = x + left + 0.5 - columns / 2;
      // The nearest pixel of the unrotated grid.
      const fromX = cosine * dx - sine * dy + columns / 2, fromY = sine * dx + cosine * dy + rows / 2;
      if (isBetween(fromY, row) && isBetween(fromX, column)) kept[at] = 0;
    }
  }
}
