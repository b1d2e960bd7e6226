/** A cache of salience: computed once, then read from a file. */
import { join } from "@std/path";
import type { Split } from "../data/types.ts";
import { InputError } from "../errors.ts";
import { loadedExtension } from "../extension.ts";
import { sha256Hex } from "../io/hash.ts";
import type { ImageSize } from "../io/image_size.ts";
import { keepInCache } from "../io/keep.ts";
import { readNpy, writeNpy } from "../io/npy.ts";
import { computeChunks } from "./chunks.ts";
import { planOf, type SalienceOptions, taskOf } from "./compute.ts";
import { findMeasure } from "./measures.ts";
import { createRowMaker, type SalienceTask } from "./patch_probabilities.ts";

/** The parts of a split that salience needs. */
export type ImageSource = Pick<Split, "contentHash" | "size" | "read">;

/** The most images read at a time, which bounds memory. */
const READ_AT_ONCE = 2048;

/** Returns the file name of cached salience, a hash of everything that the numbers depend on. */
function cacheName(source: ImageSource, indices: Uint32Array | undefined, task: SalienceTask): string {
  const { version } = findMeasure(task.measure), own = loadedExtension(task.measure);
  const chosen = indices === undefined || isAll(indices, source.size)
    ? "all"
    : sha256Hex(new Uint8Array(indices.buffer, indices.byteOffset, indices.byteLength));
  const measured = own === undefined ? task : { ...task, measure: own.sha256 };
  const key = sha256Hex(JSON.stringify({ version, task: measured, contentHash: source.contentHash, chosen }));
  return `${own?.definition.name ?? task.measure}-${task.patches}-${key.slice(0, 24)}.npy`;
}

/** Returns whether the indices are those of all images in order. */
const isAll = (indices: Uint32Array, size: number): boolean =>
  indices.length === size && indices.every((index, place) => index === place);

/** Reads the stored rows; returns undefined if they are missing or invalid. */
async function readRows(path: string, count: number, columns: number): Promise<Float32Array | undefined> {
  let array;
  try {
    array = await readNpy(path);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
  const { shape, data } = array;
  if (!(data instanceof Float32Array) || shape.length !== 2) return undefined;
  if (shape[0] !== count || shape[1] !== columns) return undefined;
  for (let start = 0; start < data.length; start += columns) {
    let sum = 0;
    for (let i = start; i < start + columns; i++) {
      if (!(data[i]! >= 0)) return undefined;
      sum += data[i]!;
    }
    if (!(Math.abs(sum - 1) < 1e-3)) return undefined;
  }
  return data;
}

/**
 * Computes the patch probabilities of a split's images, or reads them from the cache.
 *
 * @param source the training or test images of a data set
 * @param image their height and width
 * @param options the measure, the grid and the rest; `indices` selects images, all by default
 * @param cacheDir the folder whose subfolder `salience` holds the file; a damaged file is recomputed
 * @returns float32 [count, n·n]; row i belongs to image indices[i], or to image i without `indices`
 * @throws {UsageError} as `computeSalience()`
 * @throws {InputError} if images cannot be read; a cache that cannot be written only causes a notice
 */
export function cachedSalience<T extends string = never>(
  source: ImageSource,
  image: ImageSize,
  options: SalienceOptions<T> & { readonly indices?: Uint32Array | undefined },
  cacheDir: string,
): Promise<Float32Array>;
export async function cachedSalience(
  source: ImageSource,
  image: ImageSize,
  options: SalienceOptions & { readonly indices?: Uint32Array | undefined },
  cacheDir: string,
): Promise<Float32Array> {
  const { indices } = options;
  const task = taskOf(image, options), columns = task.patches * task.patches;
  const total = indices?.length ?? source.size;
  if (findMeasure(task.measure).ignoresImages) {
    const row = createRowMaker(task)(new Uint8Array(image.height * image.width * 3));
    return Float32Array.from({ length: total * columns }, (_, k) => row[k % columns]!);
  }

  const path = join(cacheDir, "salience", cacheName(source, indices, task));
  const known = await readRows(path, total, columns);
  if (known !== undefined) return known;

  // The rows of all images include those of some, and may have been computed in parts by many machines.
  const whole = indices && await readRows(
    join(cacheDir, "salience", cacheName(source, undefined, task)),
    source.size,
    columns,
  );
  if (indices !== undefined && whole !== undefined) {
    const chosen = new Float32Array(total * columns);
    indices.forEach((index, row) =>
      chosen.set(whole.subarray(index * columns, (index + 1) * columns), row * columns)
    );
    return chosen;
  }

  const rows = await computeRows(source, task, options, 0, total);
  await keepInCache("salience", () => writeNpy(path, { shape: [total, columns], data: rows }));
  return rows;
}

/** Computes the rows of images `first` … `end - 1` of those in `indices`, or of all images. */
async function computeRows(
  source: ImageSource,
  task: SalienceTask,
  { indices, workers, onProgress }: SalienceOptions & { readonly indices?: Uint32Array | undefined },
  first: number,
  end: number,
): Promise<Float32Array> {
  const total = end - first, plan = planOf(task, total, workers);
  return await computeChunks({
    task,
    total,
    chunk: Math.min(plan.chunk, READ_AT_ONCE),
    workers: plan.workers,
    read: (from, to) =>
      source.read(
        indices?.subarray(first + from, first + to) ??
          Uint32Array.from({ length: to - from }, (_, i) => first + from + i),
      ),
    onProgress,
  });
}

/** A part of a large job: part `index` of `count`, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * Returns the images of a shard, `first` … `end - 1` of the total. Together, all shards have each image once.
 */
export const shardRange = ({ index, count }: Shard, total: number): { first: number; end: number } => ({
  first: Math.floor(total * (index - 1) / count),
  end: Math.floor(total * index / count),
});

/**
 * Computes the patch probabilities of one shard of a split's images, the same rows as {@linkcode
 * cachedSalience}. They are not cached; {@linkcode keepSalience} caches those of all shards.
 *
 * @returns float32 [images of the shard, n·n]
 * @throws as {@linkcode cachedSalience}
 */
export async function shardSalience(
  source: ImageSource,
  image: ImageSize,
  options: SalienceOptions,
  shard: Shard,
): Promise<Float32Array> {
  const { first, end } = shardRange(shard, source.size);
  return await computeRows(source, taskOf(image, options), options, first, end);
}

/** Writes the probabilities of all images of a split to the cache, for {@linkcode cachedSalience}. */
export async function keepSalience(
  source: ImageSource,
  image: ImageSize,
  options: SalienceOptions,
  cacheDir: string,
  rows: Float32Array,
): Promise<void> {
  const task = taskOf(image, options);
  const path = join(cacheDir, "salience", cacheName(source, undefined, task));
  await keepInCache(
    "salience",
    () => writeNpy(path, { shape: [source.size, task.patches ** 2], data: rows }),
  );
}
