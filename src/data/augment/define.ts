/** Augmentations as they are declared: a name, a table of options, and what makes one. */
import { marked } from "../../extension.ts";
import type { HostBatch } from "../../batch.ts";
import type { OptionTable, OptionValues } from "../../options.ts";
import type { RandomStream } from "../../random.ts";

/** The declaration of an augmentation: an entry of the registry, or the default export of a file of your own. */
export interface AugmentationDefinition<T extends OptionTable = OptionTable> {
  readonly name: string;
  /** One line for `--help` and error messages. */
  readonly summary: string;
  readonly options: T;
  /** Mixes images, so that the classes of one of them tell too little. */
  readonly forDetectors?: boolean;
  /** Checks the options; the function that it returns changes a batch at random, boxes along with the pixels. */
  create(options: OptionValues<T>): (batch: HostBatch, random: RandomStream) => HostBatch;
}

/**
 * Declares an augmentation.
 *
 * @returns the definition, with the types of its options
 *
 * @example
 * ```ts
 * import { defineAugmentation } from "./define.ts";
 *
 * const dim = defineAugmentation({
 *   name: "dim",
 *   summary: "darkens all images",
 *   options: { factor: { kind: "number", default: 0.5, range: { min: 0, max: 1 }, help: "share of light left" } },
 *   create: ({ factor }) => (batch) => ({ ...batch, images: batch.images.map((level) => factor * level) }),
 * });
 * console.assert(dim.options.factor.default === 0.5);
 * ```
 */
export const defineAugmentation = <const T extends OptionTable>(
  definition: AugmentationDefinition<T>,
): AugmentationDefinition<T> => marked("augmentation", definition);
