/** The random horizontal flip. */
import type { HostBatch } from "../../batch.ts";
import type { RandomStream } from "../../random.ts";
import { defineAugmentation } from "./define.ts";
import { copyGeometry, moveObjects } from "./geometry.ts";

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
 * @param batch the batch; the stored images in `original` are not changed
 * @param random one draw per image
 * @returns the batch with updated geometry
 *
 * @example
 * ```ts
 * import { randomStream } from "../../random.ts";
 * import { flip } from "./flip.ts";
 *
 * const images = new Uint8Array([1, 1, 1, 2, 2, 2]); // one image of 1×2 pixels
 * const batch = { indices: new Uint32Array(1), images, original: images, shape: [1, 2, 3] as const, geometry: undefined };
 * const moved = flip(batch, randomStream(1, "augmentation"));
 * console.assert(moved.images[0] === (moved.geometry?.flipped[0] === 1 ? 2 : 1));
 * ```
 */
export function flip(batch: HostBatch, random: RandomStream): HostBatch {
  const geometry = copyGeometry(batch), now = new Uint8Array(batch.indices.length);
  for (let b = 0; b < now.length; b++) {
    now[b] = random.uint32() >>> 31;
    geometry.flipped[b]! ^= now[b]!;
  }
  const images = batch.images === batch.original ? batch.images.slice() : batch.images;
  flipImages(images, batch.shape, now);
  const [, width] = batch.shape;
  const moved = moveObjects(
    batch,
    (b, [left, top, right, bottom]) =>
      now[b] === 1 ? [width - right, top, width - left, bottom] : [left, top, right, bottom],
  );
  return { ...batch, ...moved, images, geometry };
}

/** The entry of the registry. */
export const flipEntry = defineAugmentation({
  name: "flip",
  summary: "mirrors each image left to right with probability ½",
  options: {},
  create: () => flip,
});
