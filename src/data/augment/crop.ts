/** The padded random crop: pads the image with zeros, then takes a window of the image's size from it. */
import type { HostBatch } from "../../batch.ts";
import type { RandomStream } from "../../random.ts";
import { defineAugmentation } from "./define.ts";
import { copyGeometry, moveObjects } from "./geometry.ts";

/**
 * Shifts a window of the images' own size over each image; pixels outside the image are 0 (black).
 *
 * @param images uint8 [B, H, W, 3]
 * @param shape [H, W, 3]
 * @param tops [B], the row of the image at the window's top; negative above the image
 * @param lefts [B], the column of the image at the window's left edge; negative left of the image
 * @returns uint8 [B, H, W, 3]
 */
export function cropImages(
  images: Uint8Array,
  [height, width]: readonly [height: number, width: number, channels: 3],
  tops: Int16Array,
  lefts: Int16Array,
): Uint8Array {
  const stride = width * 3, size = height * stride, result = new Uint8Array(images.length);
  for (let b = 0; b < tops.length; b++) {
    const top = tops[b]!, left = lefts[b]!;
    const firstRow = Math.max(0, top), lastRow = Math.min(height, height + top);
    const first = Math.max(0, left) * 3, last = Math.min(width, width + left) * 3;
    if (first >= last) continue;
    for (let row = firstRow; row < lastRow; row++) {
      const from = b * size + row * stride, to = b * size + (row - top) * stride - left * 3;
      result.set(images.subarray(from + first, from + last), to + first);
    }
  }
  return result;
}

/**
 * Pads every image of a batch with zeros and crops it at a random position, as torchvision's
 * `RandomCrop(size, padding)` does.
 *
 * @param batch the batch
 * @param random two draws per image
 * @param padding pixels added on every side; 4 by default, as is usual for 32×32 images
 * @returns a batch of new images with updated geometry
 */
export function crop(batch: HostBatch, random: RandomStream, padding = 4): HostBatch {
  const size = batch.indices.length, tops = new Int16Array(size), lefts = new Int16Array(size);
  const geometry = copyGeometry(batch);
  for (let b = 0; b < size; b++) {
    tops[b] = random.integer(2 * padding + 1) - padding;
    lefts[b] = random.integer(2 * padding + 1) - padding;
    geometry.top[b]! += tops[b]!;
    // In a mirrored image, a shift to the right is a shift to the left of the original image.
    geometry.left[b]! += geometry.flipped[b] === 1 ? -lefts[b]! : lefts[b]!;
  }
  const moved = moveObjects(batch, (b, [left, top, right, bottom]) => {
    const x = lefts[b]!, y = tops[b]!;
    return [left - x, top - y, right - x, bottom - y];
  });
  return { ...batch, ...moved, images: cropImages(batch.images, batch.shape, tops, lefts), geometry };
}

/** The entry of the registry. */
export const cropEntry = defineAugmentation({
  name: "crop",
  summary: "shifts each image by up to 4 pixels, padding with black",
  options: {},
  create: () => (batch, random) => crop(batch, random),
});
