/** Operations that blend an image with a degenerate version of itself, or extrapolate away from it. */
import { greyLevel, type Image, luma } from "./image.ts";

/**
 * Computes plain + factor · (image − plain), rounded down as in Pillow: 1 changes nothing, 0 gives the plain
 * version.
 */
function blendWith(image: Image, plain: (at: number) => number, factor: number): Image {
  const pixels = image.pixels.map((level, at) => {
    const from = plain(at);
    return Math.min(Math.max(Math.trunc(from + factor * (level - from)), 0), 255);
  });
  return { ...image, pixels };
}

/** Scales the brightness: 0 gives a black image. */
export const brightness = (image: Image, factor: number): Image => blendWith(image, () => 0, factor);

/** Scales the saturation: 0 gives the image in grey. */
export const color = (image: Image, factor: number): Image =>
  blendWith(image, (at) => luma(image.pixels, at - at % 3), factor);

/** Scales the contrast: 0 gives the image's mean grey level. */
export function contrast(image: Image, factor: number): Image {
  let sum = 0;
  for (let at = 0; at < image.pixels.length; at += 3) sum += luma(image.pixels, at);
  const mean = Math.floor(sum / (image.pixels.length / 3) + 0.5);
  return blendWith(image, () => mean, factor);
}

/**
 * Scales the sharpness: 0 gives a slight blur (pixel weight 5, its eight neighbours 1), which leaves the
 * border unchanged.
 */
export function sharpness(image: Image, factor: number): Image {
  const { pixels, height, width } = image, row = width * 3;
  const smooth = pixels.slice();
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * row + 3; at < (y + 1) * row - 3; at++) {
      let sum = 4 * pixels[at]!;
      for (const line of [at - row, at, at + row]) {
        sum += pixels[line - 3]! + pixels[line]! + pixels[line + 3]!;
      }
      smooth[at] = greyLevel(sum / 13);
    }
  }
  return blendWith(image, (at) => smooth[at]!, factor);
}
