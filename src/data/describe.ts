/** Describes a data set in numbers. */
import { explainFileError } from "../io/file_errors.ts";
import { hashFile } from "../io/hash.ts";
import type { Dataset, Split } from "./types.ts";

/** A split in numbers. */
export interface SplitDescription {
  readonly size: number;
  /** Images per class (that of their largest object, if there are several), in the order of the classes. */
  readonly perClass: readonly number[];
  /** The number of objects with boxes; null if the set has no boxes. */
  readonly objects: number | null;
  /** The number of groups of images; null if every image is its own group. */
  readonly groups: number | null;
  readonly contentHash: string;
}

/** A data set in numbers; plain JSON. */
export interface DatasetDescription {
  readonly name: string;
  readonly shape: readonly number[];
  readonly classes: readonly string[];
  readonly train: SplitDescription;
  readonly test: SplitDescription;
  readonly location: string | null;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly md5: string }[];
  readonly attribution: string;
}

const describeSplit = (split: Split, classes: number): SplitDescription => {
  const { size, labels, groups, contentHash } = split, perClass = new Array<number>(classes).fill(0);
  for (const label of labels) perClass[label]! += 1;
  const countObjects = () => labels.reduce((sum, _, index) => sum + split.objects!(index).length, 0);
  return {
    size,
    perClass,
    objects: split.objects ? countObjects() : null,
    groups: groups === undefined ? null : new Set(groups).size,
    contentHash,
  };
};

/**
 * Counts the images of a data set and computes the checksums of its files.
 *
 * @param dataset the data set
 * @returns the numbers; plain JSON
 * @throws {InputError} if a file cannot be read
 */
export async function describeDataset(dataset: Dataset): Promise<DatasetDescription> {
  const { name, shape, classes, attribution } = dataset;
  const files = await Promise.all((dataset.files ?? []).map(async (path) => {
    try {
      return { path, bytes: (await Deno.stat(path)).size, md5: await hashFile(path, "md5") };
    } catch (error) {
      throw explainFileError(error, "read", path);
    }
  }));
  return {
    name,
    shape,
    classes,
    train: describeSplit(dataset.train, classes.length),
    test: describeSplit(dataset.test, classes.length),
    location: dataset.location ?? null,
    files,
    attribution,
  };
}
