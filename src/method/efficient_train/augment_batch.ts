/** RandAugment of a batch on the host. */
import type { HostBatch } from "../../batch.ts";
import type { RandomStream } from "../../random.ts";
import { randAugment } from "./rand_augment/mod.ts";

/**
 * Applies RandAugment to each image of a batch independently.
 *
 * @param batch the batch; its stored images are not modified
 * @param magnitude 0 … 10
 * @param random the stream to draw from
 * @returns the batch with new images, marked as altered, since `geometry` cannot describe the change
 */
export function augmentBatch(batch: HostBatch, magnitude: number, random: RandomStream): HostBatch {
  const [height, width] = batch.shape, size = height * width * 3;
  const images = new Uint8Array(batch.images.length);
  for (let start = 0; start < images.length; start += size) {
    const pixels = batch.images.subarray(start, start + size);
    images.set(randAugment({ pixels, height, width }, magnitude, random).pixels, start);
  }
  return { ...batch, images, altered: true };
}
