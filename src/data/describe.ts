/** What a data set holds, and whether it is what was published. */
import { basename } from "@std/path";
import { explainFileError } from "../io/file_errors.ts";
import { hashFile, sha256Hex } from "../io/hash.ts";
import type { Dataset, Split } from "./types.ts";

/** A split in numbers. */
export interface SplitDescription {
  readonly size: number;
  /** Images of each class (that of their largest object, where there are several), in the order of the classes. */
  readonly perClass: readonly number[];
  /** How many objects with boxes there are; null where the set has none. */
  readonly objects: number | null;
  /** How many groups the images fall into; null where every image stands for itself. */
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

/** What {@linkcode verifyDataset} found. */
export interface Verification {
  /** Test images that stand in the training images too, pixel for pixel. */
  readonly testImagesInTrain: number;
  /** Sentences, each naming what is wrong; empty if nothing is. */
  readonly faults: readonly string[];
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
 * Counts the images of a data set and takes the checksums of its files.
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

/** The hash of every image, read a thousand at a time. */
async function* imageHashes(split: Split): AsyncGenerator<string> {
  const PIECE = 1000;
  for (let first = 0; first < split.size; first += PIECE) {
    const indices = Array.from({ length: Math.min(PIECE, split.size - first) }, (_, i) => first + i);
    const images = await split.read(indices), length = images.length / indices.length;
    for (let i = 0; i < indices.length; i++) yield sha256Hex(images.subarray(i * length, (i + 1) * length));
  }
}

/**
 * Compares a data set with what was published: the images of each class, files that are copies of each other, and
 * test images that are among the training images.
 *
 * @param dataset the data set
 * @param description what {@linkcode describeDataset} says of it
 * @returns what is wrong, if anything; exact copies between the splits are counted, not judged: some published
 * sets have them
 */
export async function verifyDataset(
  dataset: Dataset,
  description: DatasetDescription,
): Promise<Verification> {
  const faults: string[] = [];
  for (const part of ["train", "test"] as const) {
    const published = dataset.imagesPerClass?.[part];
    description[part].perClass.forEach((count, label) => {
      const expected = typeof published === "number" ? published : published?.[label];
      if (expected === undefined || count === expected) return;
      faults.push(
        `${part} has ${count} images of class "${dataset.classes[label]}", ${expected} were published`,
      );
    });
  }
  const seen = new Map<string, string>();
  for (const { path, md5 } of description.files) {
    const other = seen.get(md5);
    if (other === undefined) seen.set(md5, path);
    else faults.push(`${basename(path)} is a copy of ${basename(other)}`);
  }
  const train = new Set<string>();
  for await (const hash of imageHashes(dataset.train)) train.add(hash);
  let testImagesInTrain = 0;
  for await (const hash of imageHashes(dataset.test)) if (train.has(hash)) testImagesInTrain++;
  return { testImagesInTrain, faults };
}
