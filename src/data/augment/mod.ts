/**
 * Augmentation of uint8 batches on the host, off by default. Every augmentation records how it moved the
 * images, so that salience maps can follow.
 *
 * @module
 */
import type { HostBatch, NetworkKind } from "../../batch.ts";
import { UsageError } from "../../errors.ts";
import { findDefinition, isExtension } from "../../extension.ts";
import { readOptions } from "../../options.ts";
import type { RandomStream } from "../../random.ts";
import { type OwnFile, parseSpec, type RuntimeText, type Spec, type SpecText } from "../../spec.ts";
import { cropEntry } from "./crop.ts";
import type { AugmentationDefinition } from "./define.ts";
import { flipEntry } from "./flip.ts";
import { jitterEntry } from "./jitter.ts";
import { mosaicEntry } from "./mosaic.ts";

export { type AugmentationDefinition, defineAugmentation } from "./define.ts";
export { crop, cropBatch, cropImages } from "./crop.ts";
export type { BatchObjects } from "./geometry.ts";
export { flip, flipBatch, flipImages } from "./flip.ts";
export { jitter, jitterBatch, type JitterOptions, moveColours } from "./jitter.ts";
export { mosaic, mosaicBatch, type MosaicOptions } from "./mosaic.ts";

/** A function that changes a batch at random. */
export interface Augmentation {
  (batch: HostBatch, random: RandomStream): HostBatch;
  /** The names given to {@linkcode createAugmentation}, with which a worker can create an equal one. */
  readonly names?: readonly string[];
  readonly kind?: NetworkKind;
}

/** A new augmentation is a file, its name here, and one line below. */
type AugmentationName = "mosaic" | "crop" | "jitter" | "flip";
const all: Readonly<Record<AugmentationName, AugmentationDefinition>> = {
  mosaic: mosaicEntry,
  crop: cropEntry,
  jitter: jitterEntry,
  flip: flipEntry,
};

/** An augmentation with its options: `"flip"`, `"mosaic:scale=0.7"`, `"./mine.ts"`. */
export type AugmentationText = SpecText<AugmentationName>;
/** Augmentations between commas: `"flip,crop"`, `"mosaic:scale=0.7,jitter"`; `"none"` or `""` for none. */
export type AugmentationList = "none" | "" | AugmentationText | `${AugmentationName | OwnFile},${string}`;

/** Every augmentation, in the order in which they are applied, whatever the order they are named in. */
export const augmentations: readonly AugmentationDefinition[] = Object.values(all);

/**
 * Creates the augmentation of a list of names, as given to `--augment`. Boxes move along with the pixels.
 *
 * @param list names with options, or one text with them between commas: "flip", "crop", "flip,crop",
 * "mosaic:scale=0.7,translate=0.05,jitter,flip"; "none" or "" for none
 * @param kind the kind of network; mosaics are for detectors only
 * @returns a function that applies them to a batch: mosaic, crop, jitter, flip, in this order
 * @throws {UsageError} on an unknown name or option, or one that does not suit the kind of network
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
export function createAugmentation<T extends string = never>(
  list: AugmentationList | RuntimeText<T> | readonly (AugmentationText | RuntimeText<T>)[],
  kind: NetworkKind = "classifier",
): Augmentation {
  return composeAugmentations(parseAugmentations(list), kind);
}

/** Creates the augmentation of parsed specifications; see {@linkcode createAugmentation}. */
export function composeAugmentations(specs: readonly Spec[], kind: NetworkKind): Augmentation {
  const made = new Map<string, Augmentation>();
  for (const spec of specs) {
    const { name } = spec, entry = findDefinition("augmentation", name, augmentations);
    if (entry.forDetectors && kind !== "detector") {
      throw new UsageError(`The augmentation "${name}" is for detectors: omit it`);
    }
    const apply = entry.create(readOptions(entry.options, spec));
    if (!made.has(name)) made.set(name, apply);
  }
  // Those of the user's own come last, in the order in which they are named.
  const order = [...augmentations.map(({ name }) => name), ...[...made.keys()].filter(isExtension)];
  const inOrder = order.flatMap((name) => made.get(name) ?? []);
  const augment: Augmentation = (batch, random) =>
    inOrder.reduce((moved, apply) => apply(moved, random), batch);
  return Object.assign(augment, { names: specs.map(({ text }) => text), kind });
}

/** Parses a list of augmentations; see {@linkcode createAugmentation}. */
export const parseAugmentations = (list: string | readonly string[]): Spec[] =>
  splitAugmentations(list).map(parseSpec);

/**
 * Splits a list into augmentations, each with its options.
 *
 * @param list see {@linkcode createAugmentation}
 * @returns the parts between commas; a further option (`translate=0.05`) belongs to the name before it
 */
export function splitAugmentations(list: string | readonly string[]): string[] {
  const found: string[] = [];
  for (const part of [list].flat().flatMap((text) => text.split(",")).map((text) => text.trim())) {
    if (part === "" || part === "none") continue;
    const isOption = part.includes("=") && !part.includes(":");
    if (isOption && found.length > 0) found.push(`${found.pop()},${part}`);
    else found.push(part);
  }
  return found;
}
