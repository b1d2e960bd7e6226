/** The rectangle that Random Erasing hides. */
import type { PixelBox, PixelSize } from "../../masking/pixel_boxes.ts";
import type { RandomStream } from "../../random.ts";

/** Limits of the random rectangles. */
export interface ErasingRange {
  /** Smallest and largest share of the image. */
  readonly minArea: number;
  readonly maxArea: number;
  /** Smallest ratio of height to width; the largest is its inverse. */
  readonly minAspect: number;
}

/** Number of attempts to draw a rectangle that fits. */
const TRIES = 100;

/**
 * Computes the size of a rectangle (Zhong et al., 2020).
 *
 * @param areaDraw position of the area between its limits, 0 … 1
 * @param aspectDraw the same for the aspect ratio
 * @param size the image's height and width
 * @param range the limits
 * @returns height and width, rounded; undefined unless they fit into the image with a pixel to spare
 */
export function erasingSize(
  areaDraw: number,
  aspectDraw: number,
  [height, width]: PixelSize,
  { minArea, maxArea, minAspect }: ErasingRange,
): { height: number; width: number } | undefined {
  const area = (minArea + areaDraw * (maxArea - minArea)) * height * width;
  const aspect = minAspect + aspectDraw * (1 / minAspect - minAspect);
  const rows = Math.floor(Math.sqrt(area * aspect) + 0.5);
  const columns = Math.floor(Math.sqrt(area / aspect) + 0.5);
  return rows < height && columns < width ? { height: rows, width: columns } : undefined;
}

/**
 * Places a rectangle in the image.
 *
 * @param rowDraw 0 ≤ draw < 1, uniform over the positions where it fits
 * @param columnDraw the same for the column
 */
export function erasingBox(
  rowDraw: number,
  columnDraw: number,
  box: { height: number; width: number },
  [height, width]: PixelSize,
): PixelBox {
  const top = Math.floor(rowDraw * (height - box.height + 1));
  const left = Math.floor(columnDraw * (width - box.width + 1));
  return { top, left, bottom: top + box.height, right: left + box.width };
}

/**
 * Draws a rectangle, retrying while it does not fit.
 *
 * @returns undefined if none of a hundred attempts fits
 *
 * @example
 * ```ts
 * import { randomStream } from "../../random.ts";
 * import { drawErasingBox } from "./box.ts";
 *
 * const range = { minArea: 0.02, maxArea: 0.4, minAspect: 0.3 };
 * const box = drawErasingBox([32, 32], range, randomStream(1, "augmentation"))!;
 * console.assert(box.top >= 0 && box.bottom <= 32 && box.left < box.right);
 * ```
 */
export function drawErasingBox(
  size: PixelSize,
  range: ErasingRange,
  random: RandomStream,
): PixelBox | undefined {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const box = erasingSize(random.uniform(), random.uniform(), size, range);
    if (box !== undefined) return erasingBox(random.uniform(), random.uniform(), box, size);
  }
  return undefined;
}
