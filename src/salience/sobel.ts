/**
 * The published measure: the mean magnitude of the Sobel gradient.
 *
 * Equals cv2.Sobel with its defaults on each channel of the uint8 image: kernel [-1 0 1; -2 0 2; -1 0 1] and
 * its transpose, correlation, border reflect-101 (the edge pixel is not repeated), so the gradient across a
 * border is 0. The magnitude is cast to float32.
 *
 * @module
 */
import type { ImageSize } from "../io/image_size.ts";
import { createPooling } from "./pooling.ts";
import type { SalienceMeasure } from "./types.ts";

/**
 * Computes the contribution of a column of three pixels to the two separable kernels. One number holds the
 * sum 1 2 1 in its low 12 bits and the difference -1 0 1 above them, so that a sweep along a row computes
 * each column once.
 */
const column = (pixels: Uint8Array, i: number, above: number, below: number): number => {
  const a = pixels[i + above]!, b = pixels[i + below]!;
  return ((b - a) << 12) + a + 2 * pixels[i]! + b;
};

/** Computes the magnitude between two columns; sums cannot carry into the differences, as 4·1020 < 2^12. */
const magnitude = (left: number, middle: number, right: number): number => {
  const dx = (right & 4095) - (left & 4095), dy = (left + 2 * middle + right) >> 12;
  return Math.fround(Math.sqrt(Math.imul(dx, dx) + Math.imul(dy, dy)));
};

/** Writes the magnitude, averaged over the channels, of the image at `start` into `map` [H, W]. */
function writeMagnitude(
  pixels: Uint8Array,
  start: number,
  { height, width }: ImageSize,
  map: Float32Array,
): void {
  const row = width * 3, second = width > 1 ? 3 : 0;
  let at = 0, i = start;
  for (let y = 0; y < height; y++) {
    const inside = height > 1 ? row : 0;
    const above = y > 0 ? -row : inside, below = y < height - 1 ? row : -inside;
    // For each channel, the columns to the left, in the middle and to the right of the pixel; at the left
    // border the left column reflects the right one.
    let red = column(pixels, i, above, below), redRight = column(pixels, i + second, above, below);
    let green = column(pixels, i + 1, above, below),
      greenRight = column(pixels, i + 1 + second, above, below);
    let blue = column(pixels, i + 2, above, below), blueRight = column(pixels, i + 2 + second, above, below);
    let redLeft = redRight, greenLeft = greenRight, blueLeft = blueRight;
    for (let left = width; left > 0; left--, i += 3) {
      map[at++] = (magnitude(redLeft, red, redRight) + magnitude(greenLeft, green, greenRight) +
        magnitude(blueLeft, blue, blueRight)) / 3;
      redLeft = red;
      greenLeft = green;
      blueLeft = blue;
      red = redRight;
      green = greenRight;
      blue = blueRight;
      if (left > 2) {
        redRight = column(pixels, i + 6, above, below);
        greenRight = column(pixels, i + 7, above, below);
        blueRight = column(pixels, i + 8, above, below);
      } else {
        redRight = redLeft;
        greenRight = greenLeft;
        blueRight = blueLeft;
      }
    }
  }
}

/**
 * Computes the Sobel magnitude of every pixel, averaged over the channels.
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
  writeMagnitude(image, 0, size, map);
  return map;
}

/** The published measure (paper sections 1.1 and 1.4). */
export const sobel: SalienceMeasure = {
  name: "sobel",
  summary: "mean magnitude of the Sobel gradient, as published",
  version: 1,
  scorer(size, patches) {
    const pool = createPooling(size, patches);
    const map = new Float32Array(size.height * size.width);
    return (pixels, start, scores) => {
      writeMagnitude(pixels, start, size, map);
      pool(map, scores);
    };
  },
};
