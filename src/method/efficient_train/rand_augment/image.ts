/** What RandAugment's operations work on. */

/** One image: uint8 [H, W, 3]. */
export interface Image {
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/** A number as a grey level: rounded to the nearest, 0 … 255. */
export const greyLevel = (value: number): number => Math.min(Math.max(Math.round(value), 0), 255);

/** The same image with each channel's levels looked up in a table of 256. */
export function lookUp(image: Image, tables: readonly [Uint8Array, Uint8Array, Uint8Array]): Image {
  return { ...image, pixels: image.pixels.map((level, at) => tables[at % 3]![level]!) };
}

/** The same image with all levels looked up in one table. */
export function lookUpAll(image: Image, level: (level: number) => number): Image {
  const table = Uint8Array.from({ length: 256 }, (_, from) => greyLevel(level(from)));
  return lookUp(image, [table, table, table]);
}

/** How often each level stands in a channel, [256]. */
export function histogram({ pixels }: Image, channel: number): Uint32Array {
  const counts = new Uint32Array(256);
  for (let at = channel; at < pixels.length; at += 3) counts[pixels[at]!]!++;
  return counts;
}

/** The grey level of a pixel as Pillow converts colours (ITU-R 601). */
export const luma = (pixels: Uint8Array, at: number): number =>
  (pixels[at]! * 19595 + pixels[at + 1]! * 38470 + pixels[at + 2]! * 7471 + 0x8000) >> 16;
