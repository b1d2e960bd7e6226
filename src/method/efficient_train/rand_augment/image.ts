/** The image type of RandAugment's operations, and their helpers. */

/** One image: uint8 [H, W, 3]. */
export interface Image {
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/** Rounds a number to the nearest grey level, 0 … 255. */
export const greyLevel = (value: number): number => Math.min(Math.max(Math.round(value), 0), 255);

/** Maps each channel's levels through a table of 256. */
export function lookUp(image: Image, tables: readonly [Uint8Array, Uint8Array, Uint8Array]): Image {
  return { ...image, pixels: image.pixels.map((level, at) => tables[at % 3]![level]!) };
}

/** Maps all levels through one function. */
export function lookUpAll(image: Image, level: (level: number) => number): Image {
  const table = Uint8Array.from({ length: 256 }, (_, from) => greyLevel(level(from)));
  return lookUp(image, [table, table, table]);
}

/** Counts the pixels of each level in a channel, [256]. */
export function histogram({ pixels }: Image, channel: number): Uint32Array {
  const counts = new Uint32Array(256);
  for (let at = channel; at < pixels.length; at += 3) counts[pixels[at]!]!++;
  return counts;
}

/** Computes the grey level of a pixel as Pillow converts colours (ITU-R 601). */
export const luma = (pixels: Uint8Array, at: number): number =>
  (pixels[at]! * 19595 + pixels[at + 1]! * 38470 + pixels[at + 2]! * 7471 + 0x8000) >> 16;
