/** The random horizontal flip. */
import type { HostBatch } from "../../batch.ts";
import type { RandomStream } from "../../random.ts";
import { defineAugmentation } from "./define.ts";
import { type BatchObjects, copyGeometry, moveObjects } from "./geometry.ts";

/**
 * Mirrors some images of a batch left to right, in place.
 *
 * @param images uint8 [B, H, W, 3]
 * @param shape [H, W, 3]
 * @param flipped [B]; images with a 1 are mirrored
 */
export function flipImages(
  images: Uint8Array,
  [height, width]: readonly [height: number, width: number, channels: 3],
  flipped: Uint8Array,
): void {
  const stride = width * 3, size = height * stride;
  for (let b = 0; b < flipped.length; b++) {
    if (flipped[b] === 0) continue;
    for (let row = b * size; row < (b + 1) * size; row += stride) {
      for (let left = row, right = row + stride - 3; left < right; left += 3, right -= 3) {
        for (let channel = 0; channel < 3; channel++) {
          const kept = images[left + channel]!;
          images[left + channel] = images[right + channel]!;
          images[right + channel] = kept;
        }
      }
    }
  }
}

/**
 * Mirrors every image of a batch left to right with probability ½.
 *
 * @param images uint8 [B, H, W, 3]; not changed
 * @param shape the images' height, width and channels
 * @param random one draw per image
 * @param objects detectors: the objects of each image, whose boxes move along
 * @returns the new images; which of them were mirrored, [B]; and their objects, if given
 *
 * @example
 * ```ts
 * import { randomStream } from "../../random.ts";
 * import { flipBatch } from "./flip.ts";
 *
 * const images = new Uint8Array([1, 1, 1, 2, 2, 2]); // one image of 1×2 pixels
 * const moved = flipBatch(images, [1, 2, 3], randomStream(1, "augmentation"));
 * console.assert(moved.images[0] === (moved.flipped[0] === 1 ? 2 : 1));
 * ```
 */
export function flipBatch(
  images: Uint8Array,
  shape: HostBatch["shape"],
  random: RandomStream,
  objects?: BatchObjects,
): { images: Uint8Array; flipped: Uint8Array; objects?: BatchObjects } {
  const [height, width] = shape, moved = images.slice();
  const flipped = Uint8Array.from(
    { length: images.length / (height * width * 3) },
    () => random.uint32() >>> 31,
  );
  flipImages(moved, shape, flipped);
  return {
    images: moved,
    flipped,
    ...moveObjects(
      objects,
      shape,
      (b, [left, top, right, bottom]) =>
        flipped[b] === 1 ? [width - right, top, width - left, bottom] : [left, top, right, bottom],
    ),
  };
}

/** Flips a batch by {@linkcode flipBatch} and updates its geometry. */
export function flip(batch: HostBatch, random: RandomStream): HostBatch {
  const { flipped, ...moved } = flipBatch(batch.images, batch.shape, random, batch.objects);
  const geometry = copyGeometry(batch);
  for (let b = 0; b < flipped.length; b++) geometry.flipped[b]! ^= flipped[b]!;
  return { ...batch, ...moved, geometry };
}

/** The entry of the registry. */
export const flipEntry = defineAugmentation({
  name: "flip",
  summary: "mirrors each image left to right with probability ½",
  options: {},
  create: () => flip,
});
