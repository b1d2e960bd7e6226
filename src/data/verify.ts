/** Compares a data set with its published version. */
import { basename } from "@std/path";
import { sha256Hex } from "../io/hash.ts";
import type { DatasetDescription } from "./describe.ts";
import type { Dataset, Split } from "./types.ts";

const PARTS = ["train", "test"] as const;
type Part = typeof PARTS[number];

/** The result of {@linkcode verifyDataset}. */
export interface Verification {
  /** The number of test images that are also among the training images, pixel for pixel. */
  readonly testImagesInTrain: number;
  /** The splits whose sizes could not be compared, because no numbers were published. */
  readonly notCompared: readonly Part[];
  /** Faults in words; empty if there are none. */
  readonly faults: readonly string[];
}

/**
 * The share of copied test images that is a fault. Published sets may have a few copies between their splits,
 * which are only reported; above this share, the test says little about unseen images.
 */
const MOST_COPIES = 0.1;

/** Yields the hash of every image, reading a thousand at a time. */
async function* imageHashes(split: Split): AsyncGenerator<string> {
  const PIECE = 1000;
  for (let first = 0; first < split.size; first += PIECE) {
    const indices = Array.from({ length: Math.min(PIECE, split.size - first) }, (_, i) => first + i);
    const images = await split.read(indices), length = images.length / indices.length;
    for (let i = 0; i < indices.length; i++) yield sha256Hex(images.subarray(i * length, (i + 1) * length));
  }
}

async function countCopies({ train, test }: Dataset): Promise<number> {
  const known = new Set<string>();
  for await (const hash of imageHashes(train)) known.add(hash);
  let copies = 0;
  for await (const hash of imageHashes(test)) if (known.has(hash)) copies++;
  return copies;
}

const differs = (what: string, found: number, published: number): string[] =>
  found === published ? [] : [`${what} has ${found} images, but ${published} were published`];

/** Compares the numbers of images, per class if those were published. */
function compareCounts(
  { classes, imagesPerClass, publishedSizes: sizes = {} }: Dataset,
  description: DatasetDescription,
): Pick<Verification, "notCompared" | "faults"> {
  const faults: string[] = [], notCompared: Part[] = [];
  for (const part of PARTS) {
    const each = imagesPerClass?.[part], { size, perClass } = description[part];
    if (sizes[part] !== undefined) faults.push(...differs(part, size, sizes[part]));
    perClass.forEach((count, label) => {
      const expected = typeof each === "number" ? each : each?.[label];
      if (expected === undefined || count === expected) return;
      faults.push(`${part} has ${count} images of class "${classes[label]}", but ${expected} were published`);
    });
    if (each === undefined && sizes[part] === undefined && sizes.all === undefined) notCompared.push(part);
  }
  if (sizes.all !== undefined) {
    faults.push(...differs("the set", description.train.size + description.test.size, sizes.all));
  }
  return { notCompared, faults };
}

/**
 * Compares a data set with its published version: the numbers of images, files that are copies of each other,
 * and test images that are among the training images.
 *
 * @param dataset the data set
 * @param description the result of {@linkcode describeDataset}
 * @returns any faults, and the splits that could not be compared; exact copies between the splits are always
 * counted, and are a fault if they exceed a tenth of the test images
 */
export async function verifyDataset(
  dataset: Dataset,
  description: DatasetDescription,
): Promise<Verification> {
  const { notCompared, faults: wrongCounts } = compareCounts(dataset, description), faults = [...wrongCounts];
  const seen = new Map<string, string>();
  for (const { path, md5 } of description.files) {
    const other = seen.get(md5);
    if (other === undefined) seen.set(md5, path);
    else faults.push(`${basename(path)} is a copy of ${basename(other)}`);
  }
  const testImagesInTrain = await countCopies(dataset), { size } = dataset.test;
  if (testImagesInTrain > MOST_COPIES * size) {
    faults.push(`${testImagesInTrain} of ${size} test images are copies of training images`);
  }
  return { testImagesInTrain, notCompared, faults };
}
