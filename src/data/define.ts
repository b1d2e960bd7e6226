/** Data sets as they are declared: a name, a table of options, and what loads one. */
import { marked } from "../extension.ts";
import type { OptionTable, OptionValues } from "../options.ts";
import type { Dataset, LoadContext } from "./types.ts";

/** The declaration of a data set: an entry of the registry, or the default export of a file of your own. */
export interface DatasetDefinition<T extends OptionTable = OptionTable> {
  readonly name: string;
  /** One line for `--help` and for error messages. */
  readonly summary: string;
  readonly options: T;
  /** Whether its classes have superclasses, at the default options. */
  readonly superclasses?: boolean;
  /** One or two sentences on obtaining the images. */
  readonly source?: string;
  /** The hosts that it downloads from: tasks that load data are granted them by `--allow-net`. */
  readonly hosts?: readonly string[];
  /** Loads the data set from a copy or the cache, or downloads or creates it. */
  load(options: OptionValues<T>, context: LoadContext): Promise<Dataset>;
}

/**
 * Declares a data set.
 *
 * @returns the definition, with the types of its options
 *
 * @example
 * ```ts
 * import { defineDataset } from "./define.ts";
 * import { memorySplit } from "./memory_split.ts";
 *
 * const levels = defineDataset({
 *   name: "levels",
 *   summary: "flat images, dark or bright",
 *   options: { size: { kind: "integer", default: 8, range: { min: 1 }, help: "height and width in pixels" } },
 *   load({ size }) {
 *     const shape = [size, size, 3] as const, labels = Int32Array.of(0, 1), length = size * size * 3;
 *     const images = Uint8Array.from({ length: 2 * length }, (_, at) => at < length ? 50 : 200);
 *     const split = memorySplit({ images, labels, shape });
 *     const classes = ["dark", "bright"], attribution = "Made here.";
 *     return Promise.resolve({ name: "levels", classes, shape, train: split, test: split, attribution });
 *   },
 * });
 * console.assert((await levels.load({ size: 4 }, {})).train.size === 2);
 * ```
 */
export const defineDataset = <const T extends OptionTable>(
  definition: DatasetDefinition<T>,
): DatasetDefinition<T> => marked("dataset", definition);
