/** Salience that is computed once and then read from a file. */
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
import { createRowMaker, type SalienceTask } from "./rows.ts";

/** What is needed of a split. */
export type ImageSource = Pick<Split, "contentHash" | "size" | "read">;

/** Images that are read at once: a bound on memory. */
const READ_AT_ONCE = 2048;

/** Everything the numbers depend on. */
function cacheName(source: ImageSource, indices: Uint32Array | undefined, task: SalienceTask): string {
  const { version } = findMeasure(task.measure), own = loadedExtension(task.measure);
  const chosen = indices === undefined || isAll(indices, source.size)
    ? "all"
    : sha256Hex(new Uint8Array(indices.buffer, indices.byteOffset, indices.byteLength));
  const measured = own === undefined ? task : { ...task, measure: own.sha256 };
  const key = sha256Hex(JSON.stringify({ version, task: measured, contentHash: source.contentHash, chosen }));
  return `${own?.definition.name ?? task.measure}-${task.patches}-${key.slice(0, 24)}.npy`;
}

/** Whether some indices are those of all images in order. */
const isAll = (indices: Uint32Array, size: number): boolean =>
  indices.length === size && indices.every((index, place) => index === place);

/** The stored rows, or undefined if there are none that can be trusted. */
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
 * The patch probabilities of a split's images, from the cache if they were computed before.
 *
 * @param source the training or test images of a data set
 * @param image their height and width
 * @param options the measure, the grid and the rest; `indices` names the images, all of them if left out
 * @param cacheDir where the file lies (in a folder `salience`); a file that is damaged is computed anew
 * @returns float32 [count, n·n]; row i belongs to image indices[i], or to image i if `indices` is left out
 * @throws {UsageError} as `computeSalience()`
 * @throws {InputError} if images cannot be read; a cache that cannot be written is a notice
 */
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

  // Those of all images serve some of them, too: they may have been computed in parts, by many machines.
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

/** Computes the rows of the images from `first` to before `end`, of those that `indices` names or of all. */
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

/** A part of a large job: the part `index` of `count`, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** The images of a shard of so many: from `first` to before `end`. All shards together have each image once. */
export const shardRange = ({ index, count }: Shard, total: number): { first: number; end: number } => ({
  first: Math.floor(total * (index - 1) / count),
  end: Math.floor(total * index / count),
});

/**
 * The patch probabilities of one shard of a split's images: the same rows as those of {@linkcode cachedSalience}. They
 * are not kept in the cache; {@linkcode keepSalience} keeps those of all shards.
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

/** Keeps the probabilities of all of a split's images in the cache, where {@linkcode cachedSalience} finds them. */
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
