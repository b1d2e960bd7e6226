/** Patch probabilities of augmented batches. */
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

/** Settings of the salience computation. */
export interface BatchSalienceOptions {
  /** The name of a measure, or a `.npy` file of precomputed probabilities. */
  readonly measure: string;
  /** Patches per side, n. */
  readonly patches: number;
  /** Pixels per side at which salience is computed; undefined: the image size. */
  readonly size: number | undefined;
}

/** Tells whether a measure is a file of probabilities. */
export const isFile = (measure: string): boolean => measure.endsWith(".npy");

const squareOf = (size: number | undefined) => size === undefined ? undefined : { height: size, width: size };

/**
 * Computes the patch probabilities of a batch of images.
 *
 * @param images uint8 [B, H, W, 3]
 * @param shape the images' height, width and channels
 * @param options the measure, the grid and the size
 * @returns float32 [B, n·n]
 * @throws {UsageError} if the measure is a file, which covers the stored images only
 */
export function measuredSalience(
  images: Uint8Array,
  [height, width]: HostBatch["shape"],
  { measure, patches, size }: BatchSalienceOptions,
): Float32Array {
  if (isFile(measure)) {
    throw new UsageError(
      `Salience from ${measure} cannot follow images that were cropped or changed: ` +
        `augment with flips only, or choose a measure that is computed from the images`,
    );
  }
  return createRowMaker({ measure, patches, image: { height, width }, resized: squareOf(size) })(images);
}

/**
 * Computes the patch probabilities of a flipped or cropped batch. A flip permutes the columns of the stored
 * rows; a crop shifts the pixel-level Sobel magnitude before pooling; in all other cases salience is
 * recomputed from the images.
 *
 * @param batch the batch
 * @param probabilities patch probabilities of the original images, [N, n·n]
 * @param rows the row of each image of the batch
 * @param options the measure, the grid and the size
 * @returns float32 [B, n·n]
 * @throws {UsageError} if the measure is a file and the images were changed by more than a flip
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
  if (measure !== "sobel" || batch.altered || geometry === undefined) {
    return measuredSalience(batch.images, batch.shape, options);
  }
  const image = { height, width }, map = squareOf(size) ?? image;
  const measured = size === undefined ? original : bilinearResizer(image, map)(original);
  const pixels = map.height * map.width * 3;
  const maps = Array.from(
    rows,
    (_, index) => sobelMagnitude(measured.subarray(index * pixels, (index + 1) * pixels), map),
  );
  return movedProbabilities(maps, geometry, { map, image, patches });
}
