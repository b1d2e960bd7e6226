/** Salience of a batch whose images were cropped, mirrored or changed otherwise. */
import type { HostBatch } from "../../batch.ts";
import { bilinearResizer } from "../../data/resize.ts";
import { UsageError } from "../../errors.ts";
import {
  createRowMaker,
  findMeasure,
  flipProbabilities,
  movedProbabilities,
  sobelMagnitude,
} from "../../salience/mod.ts";

/** How salience is computed. */
export interface BatchSalienceOptions {
  /** A measure's name, or a `.npy` file of probabilities that were computed before. */
  readonly measure: string;
  /** Patches per side, n. */
  readonly patches: number;
  /** Pixels per side at which salience is computed; the images' own where undefined. */
  readonly size: number | undefined;
}

/** Whether a measure is a file of probabilities. */
export const isFile = (measure: string): boolean => measure.endsWith(".npy");

const squareOf = (size: number | undefined) => size === undefined ? undefined : { height: size, width: size };

/**
 * The patch probabilities of a batch's images as they are now, measured anew.
 *
 * @param batch the batch
 * @param options the measure, the grid and the size
 * @returns float32 [B, n·n]
 * @throws {UsageError} if the measure is a file: it knows the stored images alone
 */
export function measuredSalience(
  { images, shape: [height, width] }: HostBatch,
  { measure, patches, size }: BatchSalienceOptions,
): Float32Array {
  if (isFile(measure)) {
    throw new UsageError(
      `Salience from ${measure} cannot follow images that were cropped or changed: ` +
        `augment by flips alone, or choose a measure that is computed here`,
    );
  }
  return createRowMaker({ measure, patches, image: { height, width }, resized: squareOf(size) })(images);
}

/**
 * The patch probabilities of a moved batch. A flip permutes the columns of the stored rows; a crop shifts the
 * pixel-level Sobel magnitude before it is pooled; in all other cases the images are measured anew.
 *
 * @param batch the batch
 * @param probabilities of the unmoved images, [N, n·n]
 * @param rows which row belongs to each image of the batch
 * @param options the measure, the grid and the size
 * @returns float32 [B, n·n]
 * @throws {UsageError} if the measure is a file and more than a flip was done
 */
export function movedSalience(
  batch: HostBatch,
  probabilities: Float32Array,
  rows: Uint32Array,
  options: BatchSalienceOptions,
): Float32Array {
  const { measure, patches, size } = options;
  const { geometry, original, shape: [height, width] } = batch;
  const columns = patches * patches, stays = !isFile(measure) && findMeasure(measure).ignoresImages === true;
  const cropped = geometry?.top.some((top) => top !== 0) || geometry?.left.some((left) => left !== 0);
  if (stays || !(cropped || batch.altered)) {
    const chosen = new Float32Array(rows.length * columns);
    rows.forEach((row, image) => {
      chosen.set(probabilities.subarray(row * columns, (row + 1) * columns), image * columns);
    });
    return geometry === undefined ? chosen : flipProbabilities(chosen, patches, geometry.flipped);
  }
  if (measure !== "sobel" || batch.altered || geometry === undefined) return measuredSalience(batch, options);
  const image = { height, width }, map = squareOf(size) ?? image;
  const measured = size === undefined ? original : bilinearResizer(image, map)(original);
  const pixels = map.height * map.width * 3;
  const maps = Array.from(
    rows,
    (_, index) => sobelMagnitude(measured.subarray(index * pixels, (index + 1) * pixels), map),
  );
  return movedProbabilities(maps, geometry, { map, image, patches });
}
