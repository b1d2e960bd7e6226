/**
 * The published measure: the mean magnitude of the Sobel gradient.
 *
 * As cv2.Sobel with its defaults on each channel of the uint8 image: kernels [-1 0 1; -2 0 2; -1 0 1] and its
 * transpose, correlation, border reflect-101 (the edge pixel is not repeated), so the gradient across a border
 * is 0; the magnitude is cast to float32.
 *
 * @module
 */
import { createPooling } from "./pooling.ts";
import type { ImageSize, SalienceMeasure } from "./types.ts";

/** Writes the magnitude, averaged over the channels, of the image at `start` into `map` [H, W]. */
type MagnitudeMap = (pixels: Uint8Array, start: number, map: Float32Array) => void;

function createMagnitude({ height, width }: ImageSize): MagnitudeMap {
  const row = width * 3;
  // The kernels are separable: per row, the sums 1 2 1 and the differences -1 0 1 of the rows around it, with a
  // reflected pixel on either side so that the loop over columns knows no border.
  const sums = new Int32Array(row + 6), differences = new Int32Array(row + 6);
  const reflect = (index: number, length: number): number =>
    length === 1 ? 0 : index < 0 ? 1 : index >= length ? length - 2 : index;
  const leftmost = 3 + 3 * reflect(-1, width), rightmost = 3 + 3 * reflect(width, width);

  const magnitude = (i: number): number => {
    const dx = sums[i + 3]! - sums[i - 3]!;
    const dy = differences[i - 3]! + 2 * differences[i]! + differences[i + 3]!;
    return Math.fround(Math.sqrt(Math.imul(dx, dx) + Math.imul(dy, dy)));
  };

  return (pixels, start, map) => {
    let at = 0;
    for (let y = 0; y < height; y++) {
      const above = start + reflect(y - 1, height) * row;
      const here = start + y * row;
      const below = start + reflect(y + 1, height) * row;
      for (let i = 0; i < row; i++) {
        const a = pixels[above + i]!, b = pixels[below + i]!;
        sums[i + 3] = a + 2 * pixels[here + i]! + b;
        differences[i + 3] = b - a;
      }
      for (let c = 0; c < 3; c++) {
        sums[c] = sums[leftmost + c]!;
        differences[c] = differences[leftmost + c]!;
        sums[row + 3 + c] = sums[rightmost + c]!;
        differences[row + 3 + c] = differences[rightmost + c]!;
      }
      for (let i = 3; i < row + 3; i += 3) {
        map[at++] = (magnitude(i) + magnitude(i + 1) + magnitude(i + 2)) / 3;
      }
    }
  };
}

/**
 * The Sobel magnitude of every pixel, averaged over the channels.
 *
 * @param image uint8 [H, W, 3]
 * @param size its height and width
 * @returns float32 [H, W], 0 … 1443
 *
 * @example
 * ```ts
 * import { sobelMagnitude } from "./sobel.ts";
 *
 * const flat = sobelMagnitude(new Uint8Array(8 * 8 * 3).fill(77), { height: 8, width: 8 });
 * console.assert(flat.length === 64 && flat.every((magnitude) => magnitude === 0));
 * ```
 */
export function sobelMagnitude(image: Uint8Array, size: ImageSize): Float32Array {
  const map = new Float32Array(size.height * size.width);
  createMagnitude(size)(image, 0, map);
  return map;
}

/** The published measure (paper sections 1.1 and 1.4). */
export const sobel: SalienceMeasure = {
  name: "sobel",
  summary: "mean magnitude of the Sobel gradient, as published",
  version: 1,
  scorer(size, patches) {
    const magnitude = createMagnitude(size), pool = createPooling(size, patches);
    const map = new Float32Array(size.height * size.width);
    return (pixels, start, scores) => {
      magnitude(pixels, start, map);
      pool(map, scores);
    };
  },
};
