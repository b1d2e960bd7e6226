/** Salience of a batch whose images were cropped or mirrored. */
import { bilinearResizer } from "../../data/resize.ts";
import { flipProbabilities, movedProbabilities, sobelMagnitude } from "../../salience/mod.ts";
import { createRowMaker } from "../../salience/rows.ts";
import type { HostBatch } from "../types.ts";

/** How salience is computed. */
export interface MovedSalienceOptions {
  readonly measure: string;
  /** Patches per side, n. */
  readonly patches: number;
  /** Pixels per side at which salience is computed; the images' own where undefined. */
  readonly size: number | undefined;
}

/**
 * The patch probabilities of a moved batch. A flip permutes the columns of the stored rows; a crop shifts the
 * pixel-level Sobel magnitude before it is pooled; other measures are computed again on the moved images.
 *
 * @param probabilities of the unmoved images, [N, n·n]
 * @param rows which row belongs to each image of the batch
 * @returns float32 [B, n·n]
 */
export function movedSalience(
  batch: HostBatch,
  probabilities: Float32Array,
  rows: Uint32Array,
  { measure, patches, size }: MovedSalienceOptions,
): Float32Array {
  const { geometry, images, original, shape: [height, width] } = batch;
  const columns = patches * patches;
  const cropped = geometry?.top.some((top) => top !== 0) || geometry?.left.some((left) => left !== 0);
  if (geometry === undefined || !cropped || measure === "uniform") {
    const chosen = new Float32Array(rows.length * columns);
    rows.forEach((row, image) => {
      chosen.set(probabilities.subarray(row * columns, (row + 1) * columns), image * columns);
    });
    return geometry === undefined ? chosen : flipProbabilities(chosen, patches, geometry.flipped);
  }
  const image = { height, width };
  const map = size === undefined ? image : { height: size, width: size };
  if (measure !== "sobel") {
    const measureRows = createRowMaker({
      measure,
      patches,
      image,
      resized: size === undefined ? undefined : map,
    });
    return measureRows(images);
  }
  const measured = size === undefined ? original : bilinearResizer(image, map)(original);
  const pixels = map.height * map.width * 3;
  const maps = Array.from(
    rows,
    (_, index) => sobelMagnitude(measured.subarray(index * pixels, (index + 1) * pixels), map),
  );
  return movedProbabilities(maps, geometry, { map, image, patches });
}
