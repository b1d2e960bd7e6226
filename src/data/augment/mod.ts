/**
 * Augmentation of uint8 batches on the host, off by default. Each one returns how it moved the images, so that
 * salience maps can follow.
 *
 * @module
 */
import { listNames, UsageError } from "../../errors.ts";
import type { HostBatch } from "../../method/types.ts";
import type { RandomStream } from "../../random.ts";
import { crop } from "./crop.ts";
import { flip } from "./flip.ts";
import { jitter } from "./jitter.ts";
import { mosaic } from "./mosaic.ts";

export { crop, cropImages } from "./crop.ts";
export { flip, flipImages } from "./flip.ts";
export { jitter, type JitterOptions, moveColours } from "./jitter.ts";
export { mosaic, type MosaicOptions } from "./mosaic.ts";

/** Changes a batch at random. */
export type Augmentation = (batch: HostBatch, random: RandomStream) => HostBatch;

/** The known augmentations, in the order in which they are applied, whatever the order they are named in. */
export const augmentations: Readonly<Record<string, Augmentation>> = {
  mosaic: (batch, random) => mosaic(batch, random),
  crop,
  jitter: (batch, random) => jitter(batch, random),
  flip,
};

/**
 * The augmentation of a list of names, as `--augment` takes it.
 *
 * @param list names separated by commas: "flip", "crop", "flip,crop", "mosaic,jitter,flip"; "none" or "" for none
 * @returns a function that applies them to a batch: mosaic, crop, jitter, flip, in this order
 * @throws {UsageError} on an unknown name
 *
 * @example
 * ```ts
 * import { randomStream } from "../../random.ts";
 * import { createAugmentation } from "./mod.ts";
 *
 * const augment = createAugmentation("flip,crop");
 * const images = new Uint8Array(2 * 32 * 32 * 3).fill(255);
 * const indices = new Uint32Array(2), shape = [32, 32, 3] as const;
 * const batch = { indices, images, original: images, shape, geometry: undefined };
 * const moved = augment(batch, randomStream(1, "augmentation"));
 * console.assert(moved.images.length === images.length && moved.geometry !== undefined);
 * ```
 */
export function createAugmentation(list: string): Augmentation {
  const names = list.split(",").map((name) => name.trim()).filter((name) => name !== "" && name !== "none");
  for (const name of names) {
    if (!Object.hasOwn(augmentations, name)) {
      throw new UsageError(
        `Unknown augmentation "${name}": known are ${listNames(Object.keys(augmentations))}`,
      );
    }
  }
  const chosen = Object.entries(augmentations).filter(([name]) => names.includes(name)).map(([, apply]) =>
    apply
  );
  return (batch, random) => chosen.reduce((moved, apply) => apply(moved, random), batch);
}
