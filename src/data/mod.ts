/**
 * The data sets. A new one is a definition in a file (or folder) of its own and one line in {@linkcode datasets}.
 *
 * @module
 */
import { findDefinition } from "../extension.ts";
import { readOptions } from "../options.ts";
import { asSpec, type RuntimeText, type Spec, type SpecText } from "../spec.ts";
import { cifar10, cifar100 } from "./cifar/mod.ts";
import { coco } from "./coco/mod.ts";
import type { DatasetDefinition } from "./define.ts";
import { emoji } from "./emoji/mod.ts";
import { food101 } from "./food101.ts";
import { imageFolder } from "./image_folder/mod.ts";
import { imagenet } from "./imagenet.ts";
import { ahe, seaAnimals, sportBalls } from "./kaggle.ts";
import { scenes } from "./scenes/mod.ts";
import { tinyImagenet } from "./tiny_imagenet.ts";
import type { Dataset, LoadContext } from "./types.ts";
import { voc, voc0712, voc2007, voc2012 } from "./voc/mod.ts";
import { vocObjects } from "./voc/objects.ts";

export { type DatasetDefinition, defineDataset } from "./define.ts";
export type { Dataset, LoadContext, Split } from "./types.ts";
export { memorySplit, type MemorySplitContents } from "./memory_split.ts";
export { holdOut, selectImages, subsetIndices, takeSubset } from "./subset.ts";
export {
  type Augmentation,
  type AugmentationDefinition,
  type AugmentationList,
  augmentations,
  type AugmentationText,
  type BatchObjects,
  createAugmentation,
  cropBatch,
  defineAugmentation,
  flipBatch,
  jitterBatch,
  type JitterOptions,
  mosaicBatch,
  type MosaicOptions,
} from "./augment/mod.ts";
export { resizeBilinear } from "./resize.ts";
export { cacheDir } from "../io/cache_dir.ts";
export type { ObjectBox } from "../boxes.ts";
export type { Spec } from "../spec.ts";

/** A new data set is a file (or folder), its name here, and one line below. */
type DatasetName =
  | "emoji"
  | "scenes"
  | "cifar10"
  | "cifar100"
  | "tiny-imagenet"
  | "food101"
  | "imagenet"
  | "sport-balls"
  | "sea-animals"
  | "ahe"
  | "image-folder"
  | "voc2007"
  | "voc2012"
  | "voc0712"
  | "voc"
  | "voc-objects"
  | "coco";
const all: Readonly<Record<DatasetName, DatasetDefinition>> = {
  emoji,
  scenes,
  cifar10,
  cifar100,
  "tiny-imagenet": tinyImagenet,
  food101,
  imagenet,
  "sport-balls": sportBalls,
  "sea-animals": seaAnimals,
  ahe,
  "image-folder": imageFolder,
  voc2007,
  voc2012,
  voc0712,
  voc,
  "voc-objects": vocObjects,
  coco,
};

/** A data set with its options: `"emoji:size=48"`, `"image-folder:path=photos,size=64"`, `"./mine.ts"`. */
export type DatasetText = SpecText<DatasetName>;

/** The known data sets by name. */
export const datasets: ReadonlyMap<string, DatasetDefinition> = new Map(
  Object.entries(all),
);

/** Lists the hosts that the data sets are downloaded from, for `--allow-net`. */
export const downloadHosts =
  (): string[] => [...new Set([...datasets.values()].flatMap(({ hosts = [] }) => hosts))];

/**
 * Finds the definition of a data set.
 *
 * @param name its name, without options
 * @throws {UsageError} that lists the known names
 */
export function findDataset(name: string): DatasetDefinition {
  return findDefinition("dataset", name, datasets.values());
}

/**
 * Reads a data set's specification, and loads nothing.
 *
 * @param dataset see {@linkcode loadDataset}
 * @returns a function that loads the data set
 * @throws {UsageError} on an unknown name or option
 *
 * @example
 * ```ts
 * import { datasetLoader } from "./mod.ts";
 *
 * const load = datasetLoader("emoji:train=20,test=10");
 * console.assert((await load()).train.size === 20);
 * ```
 */
export function datasetLoader<T extends string = never>(
  dataset: DatasetText | RuntimeText<T> | Spec,
): (context?: LoadContext) => Promise<Dataset> {
  const spec = asSpec(dataset), definition = findDataset(spec.name);
  const options = readOptions(definition.options, spec);
  return async (context = {}) => await definition.load(options, context);
}

/**
 * Loads a data set from `dataDir` or the cache, or downloads or creates it.
 *
 * @param dataset its name with options, as on the command line or parsed: "cifar10", "emoji:size=48",
 * "image-folder:path=photos,size=64"
 * @param context where copies are, and who is told of the progress
 * @returns the data set; reading its images is fast from then on
 * @throws {UsageError} on an unknown name or option
 * @throws {InputError} if the files are missing, damaged or unreachable
 *
 * @example
 * ```ts
 * import { loadDataset } from "./mod.ts";
 *
 * const given: string = "mnist"; // a name that is known at run time only
 * const unknown = await loadDataset(given).catch((error) => error.message);
 * console.assert(unknown.startsWith('Unknown data set "mnist": choose one of "emoji"'));
 * ```
 */
export async function loadDataset<T extends string = never>(
  dataset: DatasetText | RuntimeText<T> | Spec,
  context: LoadContext = {},
): Promise<Dataset> {
  return await datasetLoader(dataset)(context);
}
