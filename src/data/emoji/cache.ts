/**
 * A disk cache of rendered images: two .npy files and an index with labels, groups and checksums, written
 * last.
 */
import { join } from "@std/path";
import { InputError } from "../../errors.ts";
import { writeJsonAtomic } from "../../io/atomic.ts";
import { sha256Hex } from "../../io/hash.ts";
import { readNpy, writeNpy } from "../../io/npy.ts";
import type { BuiltEmoji, BuiltSide } from "./build.ts";

const SIDES = ["train", "test"] as const;

/** The contents of index.json. */
interface Index {
  readonly train: IndexSide;
  readonly test: IndexSide;
  readonly concepts: readonly string[];
}

interface IndexSide {
  readonly checksum: string;
  readonly labels: readonly number[];
  readonly groups: readonly number[];
}

/** Computes the SHA-256 of a side's pixels, labels and groups. */
export function checksum({ images, labels, groups }: BuiltSide): string {
  return sha256Hex(images, new Uint8Array(labels.buffer), new Uint8Array(groups.buffer));
}

/**
 * Writes a data set to a folder, so that a reader finds either all of it or nothing.
 *
 * @throws {InputError} if the folder cannot be written
 */
export async function writeCache(folder: string, built: BuiltEmoji, size: number): Promise<void> {
  const describe = (side: BuiltSide): IndexSide => ({
    checksum: checksum(side),
    labels: [...side.labels],
    groups: [...side.groups],
  });
  for (const side of SIDES) {
    const { images, labels } = built[side];
    await writeNpy(join(folder, `${side}.npy`), { shape: [labels.length, size, size, 3], data: images });
  }
  const index: Index = { train: describe(built.train), test: describe(built.test), concepts: built.concepts };
  await writeJsonAtomic(join(folder, "index.json"), index);
}

/**
 * Reads a data set from a folder.
 *
 * @returns the data set, or undefined if it is missing, incomplete or damaged (a checksum differs)
 */
export async function readCache(folder: string): Promise<BuiltEmoji | undefined> {
  const text = await Deno.readTextFile(join(folder, "index.json")).catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const index = JSON.parse(text) as Index;
    const [train, test] = [await readSide(folder, "train", index), await readSide(folder, "test", index)];
    return train && test && { train, test, concepts: index.concepts };
  } catch (error) {
    // A damaged index is not JSON or lacks a field; a damaged .npy gives an InputError. Rebuild in both
    // cases.
    if (error instanceof InputError || error instanceof SyntaxError || error instanceof TypeError) {
      return undefined;
    }
    throw error;
  }
}

async function readSide(
  folder: string,
  side: typeof SIDES[number],
  index: Index,
): Promise<BuiltSide | undefined> {
  const { data } = await readNpy(join(folder, `${side}.npy`));
  if (!(data instanceof Uint8Array)) return undefined;
  const labels = Int32Array.from(index[side].labels), groups = Int32Array.from(index[side].groups);
  const found = { images: data, labels, groups };
  return checksum(found) === index[side].checksum ? found : undefined;
}
