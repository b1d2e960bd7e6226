/** Takes parts of a split: the first images of a seeded shuffle, or a held-out part that shares no group. */
import { UsageError } from "../errors.ts";
import { sha256Hex } from "../io/hash.ts";
import { randomStream } from "../random.ts";
import type { Split } from "./types.ts";

/**
 * Takes the first images of a seeded shuffle. A larger subset of the same seed contains every smaller one.
 *
 * @param split the split to take them from
 * @param count the number of images, 1 … split.size
 * @param seed the same seed gives the same images in the same order
 * @returns indices into the split, [count]
 * @throws {UsageError} if the split has fewer images
 */
export function subsetIndices(split: Split, count: number, seed: number): Uint32Array {
  if (!Number.isInteger(count) || count < 1 || count > split.size) {
    throw new UsageError(`Cannot take ${count} images: the split has ${split.size}`);
  }
  return randomStream(seed, "subset").permutation(split.size).slice(0, count);
}

const selectRows = (values: Uint8Array, columns: number, rows: Uint32Array): Uint8Array => {
  const selected = new Uint8Array(rows.length * columns);
  rows.forEach((row, i) => selected.set(values.subarray(row * columns, (row + 1) * columns), i * columns));
  return selected;
};

/**
 * Selects images of a split, with their labels, groups and objects.
 *
 * @param split the whole split
 * @param indices the indices of the images, in the desired order
 * @returns a split that reads its images from the whole
 */
export function selectImages(split: Split, indices: Uint32Array): Split {
  const { multiHot, objects } = split;
  let hash: string | undefined;
  const bytes = new Uint8Array(indices.buffer, indices.byteOffset, indices.byteLength);
  return {
    size: indices.length,
    labels: Int32Array.from(indices, (index) => split.labels[index]!),
    groups: split.groups && Int32Array.from(indices, (index) => split.groups![index]!),
    ...(multiHot && { multiHot: selectRows(multiHot, multiHot.length / split.size, indices) }),
    ...(objects && { objects: (index: number) => objects.call(split, indices[index]!) }),
    get contentHash() {
      return hash ??= sha256Hex(split.contentHash, bytes);
    },
    read: (wanted, buffer) => split.read(Uint32Array.from(wanted, (i) => indices[i] ?? split.size), buffer),
  };
}

/**
 * Selects the first images of a seeded shuffle (`--train-size`, `--test-size`).
 *
 * @param split the whole split
 * @param count the number of images, 1 … split.size
 * @param seed the same seed gives the same images in the same order
 * @returns a split of these images
 * @throws {UsageError} if the split has fewer images
 *
 * @example
 * ```ts
 * import { memorySplit } from "./memory_split.ts";
 * import { takeSubset } from "./subset.ts";
 *
 * const whole = memorySplit({ images: new Uint8Array(30), shape: [1, 1, 3], labels: new Int32Array(10) });
 * console.assert(takeSubset(whole, 4, 1).size === 4);
 * ```
 */
export function takeSubset(split: Split, count: number, seed: number): Split {
  return selectImages(split, subsetIndices(split, count, seed));
}

/** Chooses whole groups to reach the share as closely as possible; neither side is left empty. */
const chooseGroups = (groups: readonly number[][], share: number): boolean[] => {
  const total = groups.reduce((sum, images) => sum + images.length, 0);
  let taken = 0;
  const chosen = groups.map((images) => {
    const nearer = taken + images.length / 2 <= share * total;
    if (nearer) taken += images.length;
    return nearer;
  });
  if (groups.length > 1 && !chosen.includes(true)) chosen[0] = true;
  if (groups.length > 1 && !chosen.includes(false)) chosen[0] = false;
  return chosen;
};

/**
 * Holds out a part of a split, stratified by class. Images of one group stay on the same side, so that the
 * held-out images show nothing that the rest shows.
 *
 * @param split the whole split
 * @param share the share of each class to hold out, 0 < share < 1, as closely as whole groups allow, and at
 * least one group of every class that has two
 * @param seed the same seed gives the same parts
 * @param among the indices of the images to divide; all by default
 * @returns ascending indices into the split: the held-out images and the rest
 * @throws {UsageError} if the share is out of range or a part would be empty
 *
 * @example
 * ```ts
 * import { memorySplit } from "./memory_split.ts";
 * import { holdOut } from "./subset.ts";
 *
 * const split = memorySplit({ images: new Uint8Array(30), shape: [1, 1, 3], labels: new Int32Array(10) });
 * console.assert(holdOut(split, 0.2, 1).heldOut.length === 2);
 * ```
 */
export function holdOut(
  split: Split,
  share: number,
  seed: number,
  among?: ArrayLike<number>,
): { rest: Uint32Array; heldOut: Uint32Array } {
  if (!(share > 0 && share < 1)) {
    throw new UsageError(`Cannot hold out a share of ${share}: it must be between 0 and 1`);
  }
  const indices = Array.from(among ?? split.labels.keys());
  // Class → group → images. A group counts for the class of its first image.
  const classes = new Map<number, number[][]>(), groups = new Map<number, number[]>();
  for (const index of indices) {
    const key = split.groups?.[index] ?? index, label = split.labels[index]!;
    const group = groups.get(key) ?? [];
    if (group.push(index) > 1) continue;
    groups.set(key, group);
    if (!classes.has(label)) classes.set(label, []);
    classes.get(label)!.push(group);
  }
  const rest: number[] = [], heldOut: number[] = [];
  for (const [label, members] of classes) {
    randomStream(seed, `hold-out/class=${label}`).shuffle(members);
    const chosen = chooseGroups(members, share);
    members.forEach((images, i) => (chosen[i] ? heldOut : rest).push(...images));
  }
  if (rest.length === 0 || heldOut.length === 0) {
    throw new UsageError(
      `Cannot hold out a share of ${share} of ${indices.length} images: a part would be empty`,
    );
  }
  return { rest: Uint32Array.from(rest).sort(), heldOut: Uint32Array.from(heldOut).sort() };
}
