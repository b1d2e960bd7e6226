/** Patch probabilities of images in memory. */
import { UsageError } from "../errors.ts";
import type { ImageSize } from "../io/image_size.ts";
import type { ProgressCallback } from "../progress.ts";
import { computeChunks } from "./chunks.ts";
import { checkTask, type SalienceTask } from "./rows.ts";
import { mayStartWorkers } from "./worker_lane.ts";

/** How salience is computed. */
export interface SalienceOptions {
  /** A name of `measures`; "sobel" if left out. */
  readonly measure?: string | undefined;
  /** Patches per side, n; 4 if left out, as published. */
  readonly patches?: number | undefined;
  /**
   * Pixels per side that images are resized to (Pillow's bilinear filter) before they are measured; if left out,
   * they are measured as they are.
   */
  readonly size?: number | undefined;
  /**
   * Threads that may work at once; if left out one per core, or one where Deno may not read the workers' source.
   * Small inputs never start a worker.
   */
  readonly workers?: number | undefined;
  readonly onProgress?: ProgressCallback | undefined;
}

/** Pixels per side that images may be resized to. */
export const LARGEST_SIZE = 4096;
/** Pixels of a chunk: some ten milliseconds of work, after which this thread lets others run. */
const CHUNK_PIXELS = 1 << 19;
/** Measured pixels below which starting workers costs more than they save. */
const WORTH_WORKERS = 1 << 24;

/** The task of some options: plain data with every default filled in. */
export function taskOf(
  image: ImageSize,
  { measure = "sobel", patches = 4, size }: SalienceOptions,
): SalienceTask {
  if (size !== undefined && (!Number.isInteger(size) || size < 1 || size > LARGEST_SIZE)) {
    throw new UsageError(
      `Cannot resize images to ${size} pixels: give a whole number from 1 to ${LARGEST_SIZE}`,
    );
  }
  const resized = size === undefined ? undefined : { height: size, width: size };
  const task = { measure, patches, image, resized };
  checkTask(task);
  return task;
}

/** How many images make a chunk, and how many threads a job of so many images is worth. */
export function planOf(
  task: SalienceTask,
  total: number,
  workers?: number,
): { chunk: number; workers: number } {
  if (workers !== undefined && (!Number.isInteger(workers) || workers < 1)) {
    throw new UsageError(`Cannot work with ${workers} workers: give a whole number from 1`);
  }
  const { height, width } = checkTask(task);
  // Resizing costs several times what measuring does.
  const pixels = height * width * (task.resized === undefined ? 1 : 4);
  const chunk = Math.min(Math.max(Math.floor(CHUNK_PIXELS / pixels), 1), 2048);
  const worthIt = total * pixels >= WORTH_WORKERS;
  if (!worthIt) return { chunk, workers: 1 };
  return { chunk, workers: workers ?? (mayStartWorkers() ? navigator.hardwareConcurrency : 1) };
}

/**
 * The patch probabilities of images: what share of an image's salience lies in each patch.
 *
 * @param images uint8 [N, H, W, 3]
 * @param size the images' height and width
 * @param options the measure, the grid and the rest
 * @returns float32 [N, n·n], row-major over the grid; each row is ≥ 0 and sums to 1, and is uniform for an image
 * without any salience
 * @throws {UsageError} on an unknown measure, a grid that does not divide the measured size, or a length that is
 * no whole number of images
 *
 * @example
 * ```ts
 * import { computeSalience } from "./compute.ts";
 *
 * const flat = new Uint8Array(2 * 32 * 32 * 3).fill(77);
 * const probabilities = await computeSalience(flat, { height: 32, width: 32 }, { patches: 4 });
 * console.assert(probabilities.length === 2 * 16 && probabilities[0] === 1 / 16);
 * ```
 */
export function computeSalience(
  images: Uint8Array,
  size: ImageSize,
  options: SalienceOptions = {},
): Promise<Float32Array> {
  const task = taskOf(size, options);
  const bytes = size.height * size.width * 3, total = images.length / bytes;
  if (!Number.isInteger(total)) {
    throw new UsageError(
      `${images.length} bytes are no whole number of ${size.height}×${size.width}×3 images`,
    );
  }
  return computeChunks({
    task,
    total,
    ...planOf(task, total, options.workers),
    read: (start, end) => images.subarray(start * bytes, end * bytes),
    onProgress: options.onProgress,
  });
}
