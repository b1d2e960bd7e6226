/** Images for the tests of this room. */
import type { ImageSize } from "../../src/io/image_size.ts";
import { randomStream } from "../../src/random.ts";

/** Smooth coloured random images: uint8 [count, H, W, 3]. */
export function randomImages(count: number, { height, width }: ImageSize, name: string): Uint8Array {
  const random = randomStream(1, `tests/${name}`);
  const images = new Uint8Array(count * height * width * 3);
  for (let i = 0, at = 0; i < count; i++) {
    const waves = Array.from({ length: 9 }, () => random.uniform());
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let c = 0; c < 3; c++) {
          const phase = waves[c]! * x / 2 + waves[c + 3]! * y / 2 + waves[c + 6]! * 6;
          images[at++] = 100 + 70 * Math.sin(phase) + random.integer(40);
        }
      }
    }
  }
  return images;
}

/** The image mirrored left to right. */
export function mirrored(image: Uint8Array, { height, width }: ImageSize): Uint8Array {
  const result = new Uint8Array(image.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        result[(y * width + x) * 3 + c] = image[(y * width + width - 1 - x) * 3 + c]!;
      }
    }
  }
  return result;
}

/** The image seen through a window of its own size at (top, left); black padding outside. */
export function shifted(
  image: Uint8Array,
  { height, width }: ImageSize,
  top: number,
  left: number,
): Uint8Array {
  const result = new Uint8Array(image.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = y + top, column = x + left;
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      for (let c = 0; c < 3; c++) result[(y * width + x) * 3 + c] = image[(row * width + column) * 3 + c]!;
    }
  }
  return result;
}

/** The largest difference between two arrays. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
}
