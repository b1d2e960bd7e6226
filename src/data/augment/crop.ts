/** The padded random crop: pads the image with zeros, then takes a window of the image's size from it. */
import type { HostBatch } from "../../batch.ts";
import type { RandomStream } from "../../random.ts";
import { defineAugmentation } from "./define.ts";
import { type BatchObjects, copyGeometry, moveObjects } from "./geometry.ts";

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
 * @param images uint8 [B, H, W, 3]; not changed
 * @param shape the images' height, width and channels
 * @param options.padding pixels added on every side; 4 by default, as is usual for 32×32 images
 * @param random two draws per image
 * @param objects detectors: the objects of each image, whose boxes move along
 * @returns the new images; the offset of each crop, [B], negative where padding shows; and their objects, if
 * given
 *
 * @example
 * ```ts
 * import { randomStream } from "../../random.ts";
 * import { cropBatch } from "./crop.ts";
 *
 * const white = new Uint8Array(8 * 8 * 3).fill(255);
 * const { images, top, left } = cropBatch(white, [8, 8, 3], { padding: 2 }, randomStream(1, "augmentation"));
 * const visible = (8 - Math.abs(top[0]!)) * (8 - Math.abs(left[0]!));
 * console.assert(images.filter((level) => level === 255).length === 3 * visible);
 * ```
 */
export function cropBatch(
  images: Uint8Array,
  shape: HostBatch["shape"],
  { padding = 4 }: { readonly padding?: number },
  random: RandomStream,
  objects?: BatchObjects,
): { images: Uint8Array; top: Int16Array; left: Int16Array; objects?: BatchObjects } {
  const [height, width] = shape, size = images.length / (height * width * 3);
  const top = new Int16Array(size), left = new Int16Array(size);
  for (let b = 0; b < size; b++) {
    top[b] = random.integer(2 * padding + 1) - padding;
    left[b] = random.integer(2 * padding + 1) - padding;
  }
  const moved = moveObjects(objects, shape, (b, box) => {
    const x = left[b]!, y = top[b]!;
    return [box[0] - x, box[1] - y, box[2] - x, box[3] - y];
  });
  return { images: cropImages(images, shape, top, left), top, left, ...moved };
}

/** Crops a batch by {@linkcode cropBatch} and updates its geometry. */
export function crop(batch: HostBatch, random: RandomStream, padding = 4): HostBatch {
  const { top, left, ...moved } = cropBatch(batch.images, batch.shape, { padding }, random, batch.objects);
  const geometry = copyGeometry(batch);
  for (let b = 0; b < top.length; b++) {
    geometry.top[b]! += top[b]!;
    // In a mirrored image, a shift to the right is a shift to the left of the original image.
    geometry.left[b]! += geometry.flipped[b] === 1 ? -left[b]! : left[b]!;
  }
  return { ...batch, ...moved, geometry };
}

/** The entry of the registry. */
export const cropEntry = defineAugmentation({
  name: "crop",
  summary: "shifts each image by up to 4 pixels, padding with black",
  options: {},
  create: () => (batch, random) => crop(batch, random),
});
