/**
 * Fits an image into a square without changing its aspect ratio: grey bars fill the rest, and boxes follow.
 */
import type { Edges } from "../../boxes.ts";
import type { ImageSize } from "../../io/image_size.ts";
import { resizeBilinear } from "../resize.ts";

/** The position of an image within the square. */
export interface Letterbox {
  readonly size: number;
  /** The image's own size. */
  readonly from: ImageSize;
  /** Its size within the square. */
  readonly to: ImageSize;
  readonly top: number;
  readonly left: number;
}

/** The grey level of the bars, YOLOv5's. */
export const BAR = 114;

/**
 * Computes the position of an image within a square: centred, with its longer side filling the square.
 *
 * @param from the image's size, pixels
 * @param size height and width of the square, pixels
 *
 * @example
 * ```ts
 * import { letterbox } from "./letterbox.ts";
 *
 * const { to, top, left } = letterbox({ height: 480, width: 640 }, 320);
 * console.assert(to.width === 320 && to.height === 240 && top === 40 && left === 0);
 * ```
 */
export function letterbox(from: ImageSize, size: number): Letterbox {
  const scale = size / Math.max(from.height, from.width);
  const to = {
    height: Math.max(1, Math.round(from.height * scale)),
    width: Math.max(1, Math.round(from.width * scale)),
  };
  return { size, from, to, top: (size - to.height) >> 1, left: (size - to.width) >> 1 };
}

/** Fits an image into the square; returns uint8 [size, size, 3]. */
export function letterboxImage(image: Uint8Array, { size, from, to, top, left }: Letterbox): Uint8Array {
  const resized = resizeBilinear(image, from, to), square = new Uint8Array(size * size * 3).fill(BAR);
  const stride = to.width * 3;
  for (let row = 0; row < to.height; row++) {
    square.set(resized.subarray(row * stride, (row + 1) * stride), ((top + row) * size + left) * 3);
  }
  return square;
}

/** Converts a box in the image to a box in the square. */
export function letterboxBox([x1, y1, x2, y2]: Edges, { from, to, top, left }: Letterbox): Edges {
  const across = to.width / from.width, down = to.height / from.height;
  return [x1 * across + left, y1 * down + top, x2 * across + left, y2 * down + top];
}
