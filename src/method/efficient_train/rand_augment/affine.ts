/** Geometric operations. */
import { greyLevel, type Image } from "./image.ts";

/** Fill value outside the transformed image: mid-grey. */
const FILL = 128;

/**
 * The source of a result's pixel (X, Y): x = a·X + b·Y + c, y = d·X + e·Y + f, in pixels from the upper left
 * corner.
 */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/**
 * Transforms an image, with bilinear interpolation.
 *
 * @param image the image
 * @param transform maps positions in the result to positions in the image
 * @returns an image of the same size, mid-grey where the source lies outside
 */
export function affine(image: Image, [a, b, c, d, e, f]: Affine): Image {
  const { pixels, height, width } = image, moved = new Uint8Array(pixels.length).fill(FILL);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const fromX = a * (x + 0.5) + b * (y + 0.5) + c, fromY = d * (x + 0.5) + e * (y + 0.5) + f;
      if (!(fromX >= 0 && fromX < width && fromY >= 0 && fromY < height)) continue;
      // Interpolate between the centres of four pixels; border pixels are repeated outwards.
      const column = Math.floor(fromX - 0.5), line = Math.floor(fromY - 0.5);
      const right = fromX - 0.5 - column, below = fromY - 0.5 - line;
      const x0 = Math.max(column, 0) * 3, x1 = Math.min(column + 1, width - 1) * 3;
      const y0 = Math.max(line, 0) * width * 3, y1 = Math.min(line + 1, height - 1) * width * 3;
      for (let channel = 0; channel < 3; channel++) {
        const upper = pixels[y0 + x0 + channel]! * (1 - right) + pixels[y0 + x1 + channel]! * right;
        const lower = pixels[y1 + x0 + channel]! * (1 - right) + pixels[y1 + x1 + channel]! * right;
        moved[at + channel] = greyLevel(upper * (1 - below) + lower * below);
      }
    }
  }
  return { ...image, pixels: moved };
}

/** Shifts each row in proportion to its distance from the top. */
export const shearX = (image: Image, factor: number): Image => affine(image, [1, factor, 0, 0, 1, 0]);

/** Shifts each column in proportion to its distance from the left. */
export const shearY = (image: Image, factor: number): Image => affine(image, [1, 0, 0, factor, 1, 0]);

/** Shifts the image left by a share of its width. */
export const translateX = (image: Image, share: number): Image =>
  affine(image, [1, 0, share * image.width, 0, 1, 0]);

/** Shifts the image up by a share of its height. */
export const translateY = (image: Image, share: number): Image =>
  affine(image, [1, 0, 0, 0, 1, share * image.height]);

/** Rotates the image counter-clockwise about its centre. */
export function rotate(image: Image, degrees: number): Image {
  const cosine = Math.cos(degrees * Math.PI / 180), sine = Math.sin(degrees * Math.PI / 180);
  const x = image.width / 2, y = image.height / 2;
  return affine(image, [cosine, -sine, x - cosine * x + sine * y, sine, cosine, y - sine * x - cosine * y]);
}
