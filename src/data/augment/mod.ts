/**
 * Augmentation of uint8 batches on the host, off by default. Every augmentation records how it moved the
 * images, so that salience maps can follow.
 *
 * @module
 */
import type { HostBatch, NetworkKind } from "../../batch.ts";
import { listNames, UsageError } from "../../errors.ts";
import type { RandomStream } from "../../random.ts";
import { checkOptions, numberOption, parseSpec, type Spec } from "../../spec.ts";
import { crop } from "./crop.ts";
import { flip } from "./flip.ts";
import { jitter, JITTER_DEFAULTS } from "./jitter.ts";
import { mosaic, MOSAIC_DEFAULTS } from "./mosaic.ts";

export { crop, cropImages } from "./crop.ts";
export { flip, flipImages } from "./flip.ts";
export { jitter, type JitterOptions, moveColours } from "./jitter.ts";
export { mosaic, type MosaicOptions } from "./mosaic.ts";

/** A function that changes a batch at random. */
export interface Augmentation {
  (batch: HostBatch, random: RandomStream): HostBatch;
  /** The names given to {@linkcode createAugmentation}, with which a worker can create an equal one. */
  readonly names?: readonly string[];
  readonly kind?: NetworkKind;
}

/** An entry of the registry of augmentations. */
interface Entry {
  readonly options: readonly string[];
  create(spec: Spec): Augmentation;
  /** Whether it mixes images, so that the class of one image is not enough. */
  readonly forDetectors?: boolean;
}

const share = { min: 0, max: 1 };

/** All augmentations, in the order in which they are applied, whatever the order of their names. */
const entries: Readonly<Record<string, Entry>> = {
  mosaic: {
    options: ["probability", "scale", "translate"],
    forDetectors: true,
    create(spec) {
      const { probability, scale, translate } = MOSAIC_DEFAULTS;
      const options = {
        probability: numberOption(spec, "probability", probability, share),
        scale: numberOption(spec, "scale", scale, { min: 0, max: 0.99 }),
        translate: numberOption(spec, "translate", translate, share),
      };
      return (batch, random) => mosaic(batch, random, options);
    },
  },
  crop: { options: [], create: () => (batch, random) => crop(batch, random) },
  jitter: {
    options: ["hue", "saturation", "brightness"],
    create(spec) {
      const options = {
        hue: numberOption(spec, "hue", JITTER_DEFAULTS.hue, { min: 0, max: 0.5 }),
        saturation: numberOption(spec, "saturation", JITTER_DEFAULTS.saturation, share),
        brightness: numberOption(spec, "brightness", JITTER_DEFAULTS.brightness, share),
      };
      return (batch, random) => jitter(batch, random, options);
    },
  },
  flip: { options: [], create: () => flip },
};

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
export function createAugmentation(
  list: string | readonly string[],
  kind: NetworkKind = "classifier",
): Augmentation {
  const names = splitAugmentations(list), specs = names.map(parseSpec);
  for (const spec of specs) {
    const entry = Object.hasOwn(entries, spec.name) ? entries[spec.name] : undefined;
    if (entry === undefined) {
      throw new UsageError(
        `Unknown augmentation "${spec.name}": choose one of ${listNames(Object.keys(entries))}`,
      );
    }
    if (entry.forDetectors && kind !== "detector") {
      throw new UsageError(`The augmentation "${spec.name}" is for detectors only: leave it out`);
    }
    checkOptions(spec, entry.options);
  }
  const chosen = Object.entries(entries).flatMap(([name, { create }]) => {
    const spec = specs.find((one) => one.name === name);
    return spec === undefined ? [] : [create(spec)];
  });
  const augment: Augmentation = (batch, random) =>
    chosen.reduce((moved, apply) => apply(moved, random), batch);
  return Object.assign(augment, { names, kind });
}

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
