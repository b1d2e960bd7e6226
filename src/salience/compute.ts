/** Patch probabilities of images in memory. */
import { UsageError } from "../errors.ts";
import type { ImageSize } from "../io/image_size.ts";
import type { ProgressCallback } from "../progress.ts";
import type { OwnFile, RuntimeText } from "../spec.ts";
import { computeChunks } from "./chunks.ts";
import type { MeasureName } from "./measures.ts";
import { checkTask, type SalienceTask } from "./patch_probabilities.ts";
import { mayStartWorkers } from "./worker_lane.ts";

/** Options of salience. */
export interface SalienceOptions<T extends string = string> {
  /** The name of a measure, or a file of your own that is loaded; "sobel" by default. */
  readonly measure?: MeasureName | OwnFile | RuntimeText<T> | undefined;
  /** Patches per side, n; 4 by default, as published. */
  readonly patches?: number | undefined;
  /**
   * Pixels per side to which images are resized (Pillow's bilinear filter) before they are measured; by
   * default they are not resized.
   */
  readonly size?: number | undefined;
  /**
   * The most threads at a time; by default one per core, or a single one if Deno may not read the workers'
   * source. Small inputs never start a worker.
   */
  readonly workers?: number | undefined;
  readonly onProgress?: ProgressCallback | undefined;
}

/** The largest size to which images may be resized, in pixels per side. */
export const LARGEST_SIZE = 4096;
/** Pixels of a chunk: about ten milliseconds of work, after which this thread lets other tasks run. */
const CHUNK_PIXELS = 1 << 19;
/** The number of measured pixels below which starting workers costs more time than it saves. */
const WORTH_WORKERS = 1 << 24;

/** Fills in the defaults and checks the options. */
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

/** Chooses the images per chunk and the number of threads for a job. */
export function planOf(
  task: SalienceTask,
  total: number,
  workers?: number,
): { chunk: number; workers: number } {
  if (workers !== undefined && (!Number.isInteger(workers) || workers < 1)) {
    throw new UsageError(`Cannot work with ${workers} workers: give a whole number from 1`);
  }
  const { height, width } = checkTask(task);
  // Resizing costs several times as much as measuring.
  const pixels = height * width * (task.resized === undefined ? 1 : 4);
  const chunk = Math.min(Math.max(Math.floor(CHUNK_PIXELS / pixels), 1), 2048);
  const worthIt = total * pixels >= WORTH_WORKERS;
  if (!worthIt) return { chunk, workers: 1 };
  return { chunk, workers: workers ?? (mayStartWorkers() ? navigator.hardwareConcurrency : 1) };
}

/**
 * Computes patch probabilities: the share of an image's salience in each patch.
 *
 * @param images uint8 [N, H, W, 3]
 * @param size the images' height and width
 * @param options the measure, the grid and the rest
 * @returns float32 [N, n·n], row-major over the grid; each row is ≥ 0 and sums to 1, and is uniform for an
 * image without any salience
 * @throws {UsageError} on an unknown measure, a grid that does not divide the measured size, or a length that
 * is not a whole number of images
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
export function computeSalience<T extends string = never>(
  images: Uint8Array,
  size: ImageSize,
  options?: SalienceOptions<T>,
): Promise<Float32Array>;
export function computeSalience(
  images: Uint8Array,
  size: ImageSize,
  options: SalienceOptions = {},
): Promise<Float32Array> {
  const task = taskOf(size, options);
  const bytes = size.height * size.width * 3, total = images.length / bytes;
  if (!Number.isInteger(total)) {
    throw new UsageError(
      `Cannot split ${images.length} bytes into ${size.height}×${size.width}×3 images: give a multiple of ` +
        bytes,
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
