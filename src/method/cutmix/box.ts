/** The rectangle that CutMix pastes from another image. */
import type { PixelBox, PixelSize } from "../../masking/pixel_boxes.ts";

/**
 * Computes a rectangle with the image's aspect ratio around a centre, clipped at the border (Yun et al.,
 * 2019, as in their code).
 *
 * @param lambda the wanted share of the first image, 0 … 1
 * @param centre its row and column, within the image
 * @param size the image's height and width
 * @returns the rectangle, and the actual share of the first image after clipping and rounding
 *
 * @example
 * ```ts
 * import { cutmixBox } from "./box.ts";
 *
 * const { box, lambda } = cutmixBox(0.75, [16, 16], [32, 32]);
 * console.assert(box.top === 8 && box.right === 24 && lambda === 0.75);
 * ```
 */
export function cutmixBox(
  lambda: number,
  [row, column]: readonly [row: number, column: number],
  [height, width]: PixelSize,
): { box: PixelBox; lambda: number } {
  const cut = Math.sqrt(1 - lambda);
  const halfHeight = Math.trunc(height * cut) >> 1, halfWidth = Math.trunc(width * cut) >> 1;
  const box = {
    top: Math.max(row - halfHeight, 0),
    left: Math.max(column - halfWidth, 0),
    bottom: Math.min(row + halfHeight, height),
    right: Math.min(column + halfWidth, width),
  };
  const area = (box.bottom - box.top) * (box.right - box.left);
  return { box, lambda: 1 - area / (height * width) };
}
