/**
 * RandAugment (Cubuk et al., 2020) as implemented in the PyTorch library timm under the name
 * `rand-mM-mstd0.5-inc1`.
 *
 * @module
 */
import { UsageError } from "../../../errors.ts";
import type { RandomStream } from "../../../random.ts";
import { rotate, shearX, shearY, translateX, translateY } from "./affine.ts";
import { brightness, color, contrast, sharpness } from "./enhance.ts";
import type { Image } from "./image.ts";
import { autoContrast, equalize, invert, posterize, solarize, solarizeAdd } from "./levels.ts";

export type { Image } from "./image.ts";

/** The largest magnitude. */
const LARGEST = 10;
/** Standard deviation of the magnitude around the requested one. */
const SPREAD = 0.5;
/** Number of operations drawn per image, with replacement; each is applied with probability ½. */
const LAYERS = 2;

/** An operation with a strength from 0 to 1; `sign` is 1 or −1, at random. */
type Operation = (image: Image, strength: number, sign: number) => Image;

/** Makes an operation that enhances by the factor 1 ± 0.9 · strength. */
const enhancing = (enhance: (image: Image, factor: number) => Image): Operation => (image, strength, sign) =>
  enhance(image, Math.max(0.1, 1 + sign * 0.9 * strength));

/** Makes an operation that moves by ± largest · strength. */
const signed =
  (operation: (image: Image, amount: number) => Image, largest: number): Operation =>
  (image, strength, sign) => operation(image, sign * largest * strength);

/** The operations, each growing stronger with the magnitude or independent of it. */
export const operations: Readonly<Record<string, Operation>> = {
  autoContrast,
  equalize,
  invert,
  rotate: signed(rotate, 30),
  posterize: (image, strength) => posterize(image, 4 - Math.trunc(strength * 4)),
  solarize: (image, strength) => solarize(image, 256 - Math.trunc(strength * 256)),
  solarizeAdd: (image, strength) => solarizeAdd(image, Math.trunc(strength * 110)),
  color: enhancing(color),
  contrast: enhancing(contrast),
  brightness: enhancing(brightness),
  sharpness: enhancing(sharpness),
  shearX: signed(shearX, 0.3),
  shearY: signed(shearY, 0.3),
  translateX: signed(translateX, 0.45),
  translateY: signed(translateY, 0.45),
};

const all = Object.values(operations);

/**
 * Applies two random operations to an image, each with probability ½.
 *
 * @param image the image; not modified
 * @param magnitude strength, 0 … 10
 * @param random the stream to draw from, at least six times
 * @returns a new image, or the same object if no operation was applied
 * @throws {UsageError} if the magnitude is out of range
 *
 * @example
 * ```ts
 * import { randomStream } from "../../../random.ts";
 * import { randAugment } from "./mod.ts";
 *
 * const image = { pixels: new Uint8Array(8 * 8 * 3).fill(100), height: 8, width: 8 };
 * console.assert(randAugment(image, 9, randomStream(1, "augmentation")).pixels.length === 192);
 * ```
 */
export function randAugment(image: Image, magnitude: number, random: RandomStream): Image {
  if (!(magnitude >= 0 && magnitude <= LARGEST)) {
    throw new UsageError(`Cannot augment with magnitude ${magnitude}: give a number from 0 to ${LARGEST}`);
  }
  let result = image;
  for (let layer = 0; layer < LAYERS; layer++) {
    const operation = all[random.integer(all.length)]!;
    if (random.uniform() >= 0.5) continue;
    const drawn = Math.min(Math.max(magnitude + SPREAD * random.normal(), 0), LARGEST);
    result = operation(result, drawn / LARGEST, random.uniform() < 0.5 ? 1 : -1);
  }
  return result;
}

/**
 * Applies RandAugment to each image of a batch independently.
 *
 * @param images uint8 [B, H, W, 3]; not modified
 * @param shape the images' height, width and channels
 * @param magnitude strength, 0 … 10
 * @param random the stream to draw from, at least six times per image
 * @returns uint8 [B, H, W, 3]
 * @throws {UsageError} if the magnitude is out of range
 *
 * @example
 * ```ts
 * import { randomStream } from "../../../random.ts";
 * import { randAugmentBatch } from "./mod.ts";
 *
 * const images = new Uint8Array(2 * 8 * 8 * 3).fill(100);
 * const strong = randAugmentBatch(images, [8, 8, 3], 9, randomStream(1, "augmentation"));
 * console.assert(strong.length === images.length);
 * ```
 */
export function randAugmentBatch(
  images: Uint8Array,
  [height, width]: readonly [height: number, width: number, channels: 3],
  magnitude: number,
  random: RandomStream,
): Uint8Array {
  const size = height * width * 3, result = new Uint8Array(images.length);
  for (let start = 0; start < images.length; start += size) {
    const pixels = images.subarray(start, start + size);
    result.set(randAugment({ pixels, height, width }, magnitude, random).pixels, start);
  }
  return result;
}
