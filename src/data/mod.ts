/**
 * The data sets. To add one, write a loader in its own file or folder and add a line to {@linkcode datasets}.
 *
 * @module
 */
import { listNames, UsageError } from "../errors.ts";
import { parseSpec } from "../spec.ts";
import { cifar10, cifar100 } from "./cifar/mod.ts";
import { coco } from "./coco/mod.ts";
import { emoji } from "./emoji/mod.ts";
import { food101 } from "./food101.ts";
import { imageFolder } from "./image_folder/mod.ts";
import { imagenet } from "./imagenet.ts";
import { ahe, seaAnimals, sportBalls } from "./kaggle.ts";
import { scenes } from "./scenes/mod.ts";
import { tinyImagenet } from "./tiny_imagenet.ts";
import type { Dataset, DatasetLoader, DatasetOptions } from "./types.ts";
import { voc, voc0712, voc2007, voc2012 } from "./voc/mod.ts";
import { vocObjects } from "./voc/objects.ts";

export type { Dataset, DatasetLoader, DatasetOptions, Split } from "./types.ts";
export { memorySplit } from "./split.ts";
export { holdOut, selectImages, subsetIndices, takeSubset } from "./subset.ts";

/** All data sets by name. */
export const datasets: ReadonlyMap<string, DatasetLoader> = new Map(
  [
    emoji,
    scenes,
    cifar10,
    cifar100,
    tinyImagenet,
    food101,
    imagenet,
    sportBalls,
    seaAnimals,
    ahe,
    imageFolder,
    voc2007,
    voc2012,
    voc0712,
    voc,
    vocObjects,
    coco,
  ].map((loader) => [loader.name, loader]),
);

/**
 * Returns the loader of a data set.
 *
 * @param name its name, without options
 * @returns the loader
 * @throws {UsageError} on an unknown name; the message lists the known ones
 */
export function findDataset(name: string): DatasetLoader {
  const loader = datasets.get(name);
  if (loader === undefined) {
    throw new UsageError(`Unknown data set "${name}": choose one of ${listNames(datasets.keys())}`);
  }
  return loader;
}

/**
 * Loads a data set from `dataDir` or the cache, or downloads or creates it.
 *
 * @param spec its name with options, as on the command line: "cifar10", "emoji:size=48",
 * "image-folder:path=photos,size=64"
 * @param options the folder of copies, the progress callback and the rest
 * @returns the data set, whose images can then be read quickly
 * @throws {UsageError} on an unknown name or option
 * @throws {InputError} if the files are missing, damaged or unreachable
 *
 * @example
 * ```ts
 * import { loadDataset } from "./mod.ts";
 *
 * const unknown = await loadDataset("mnist").catch((error) => error.message);
 * console.assert(unknown.startsWith('Unknown data set "mnist": known are "emoji"'));
 * ```
 */
export async function loadDataset(
  spec: string,
  options: Omit<DatasetOptions, "options"> = {},
): Promise<Dataset> {
  const { name, options: own } = parseSpec(spec);
  return await findDataset(name).load({ ...options, options: own });
}
