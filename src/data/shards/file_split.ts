/** Creates splits whose images are on the disk. */
import { InputError } from "../../errors.ts";
import { sha256Hex } from "../../io/hash.ts";
import { bytesOf } from "../../io/typed_array.ts";
import type { LoadContext, Split } from "../types.ts";
import type { OnError } from "./build.ts";
import type { Fit } from "./decode.ts";
import { describeFiles } from "./files.ts";
import { defaultMemoryCap, MemoryBudget } from "./memory.ts";
import { openStore } from "./store.ts";

/** An image of a split: its file, below the data set's folder, and its class. */
export interface LabelledFile {
  readonly name: string;
  readonly label: number;
}

/** Options for reading the images of a data set. */
export interface ReadOptions {
  /** The absolute path of the folder to which file names are relative. */
  readonly root: string;
  readonly fit: Fit;
  readonly onError: OnError;
  readonly budget: MemoryBudget;
  readonly atHandOnly?: boolean | undefined;
  readonly onProgress?: LoadContext["onProgress"] | undefined;
}

/** Creates the memory budget that all splits of a data set share. */
export function memoryBudget({ memoryCap }: LoadContext): MemoryBudget {
  return new MemoryBudget(memoryCap ?? defaultMemoryCap());
}

/**
 * Creates a split of image files, which are decoded once and then read from the cache.
 *
 * @param part the part of the data set, such as "train"
 * @param files the images, in the desired order
 * @param classes the names of the classes; each must have an image that can be decoded
 * @param options the folder of the files and how they are decoded
 * @returns the split; its content hash covers shape, pixels and labels
 * @throws {InputError} naming a file that is missing or cannot be decoded (unless those are skipped), or a
 * class without images
 */
export async function fileSplit(
  part: string,
  files: readonly LabelledFile[],
  classes: readonly string[],
  options: ReadOptions,
): Promise<Split> {
  const { root, fit } = options;
  const described = await describeFiles(root, files.map(({ name }) => name));
  const { kept, sha256, read } = await openStore(described, { ...options, part });
  const labels = Int32Array.from(kept, (index) => files[index]!.label), present = new Set(labels);
  const empty = classes.find((_, label) => !present.has(label));
  if (empty !== undefined) throw new InputError(`No image of class "${empty}" in ${root} can be decoded`);
  const contentHash = sha256Hex(`${fit.size}×${fit.size}×3`, sha256, bytesOf(labels));
  return { size: kept.length, labels, groups: undefined, contentHash, read };
}
