/** Moves salience along with an augmented image: a flip permutes columns, a crop shifts the pixel map. */
import type { Geometry } from "../batch.ts";
import type { ImageSize } from "../io/image_size.ts";
import { createPooling, normaliseScores } from "./pooling.ts";

/**
 * Mirrors the probabilities of mirrored images, by reversing the columns of the grid.
 *
 * @param probabilities [B, n·n]; changed in place
 * @param patches patches per side, n
 * @param flipped [B], non-zero for images that were mirrored left to right
 * @returns `probabilities`
 *
 * @example
 * ```ts
 * import { flipProbabilities } from "./follow.ts";
 *
 * const p = flipProbabilities(Float32Array.of(0.4, 0.3, 0.2, 0.1), 2, [1]);
 * console.assert(p[0] === Math.fround(0.3) && p[3] === Math.fround(0.2));
 * ```
 */
export function flipProbabilities(
  probabilities: Float32Array,
  patches: number,
  flipped: ArrayLike<number>,
): Float32Array {
  for (let image = 0; image < flipped.length; image++) {
    if (flipped[image] === 0) continue;
    for (let row = 0; row < patches; row++) {
      const start = (image * patches + row) * patches;
      probabilities.subarray(start, start + patches).reverse();
    }
  }
  return probabilities;
}

/** Sizes of the maps of a batch. */
export interface MapLayout {
  /** Height and width of a map: the images' size, or the size to which they were resized for the measure. */
  readonly map: ImageSize;
  /** Height and width of the images, the unit of the geometry; those of the map by default. */
  readonly image?: ImageSize;
  /** Patches per side, n. */
  readonly patches: number;
}

/**
 * Computes the probabilities of cropped and mirrored images from the maps of the original images. Inside the
 * image this equals measuring the moved image. Padding counts 0, and so does the edge between image and
 * padding, which the measure itself would see.
 *
 * @param maps a pixel map per image, such as that of `sobelMagnitude()`, [H, W] each
 * @param geometry how each image was moved
 * @param layout the sizes
 * @returns float32 [B, n·n]; uniform if only padding or flat regions remain
 * @throws {UsageError} if the grid does not divide the map
 */
export function movedProbabilities(
  maps: readonly Float32Array[],
  geometry: Geometry,
  { map: { height, width }, image = { height, width }, patches }: MapLayout,
): Float32Array {
  const columns = patches * patches;
  const result = new Float32Array(maps.length * columns);
  const moved = new Float32Array(height * width), scores = new Float64Array(columns);
  const pool = createPooling({ height, width }, patches);
  maps.forEach((map, i) => {
    const top = Math.round(geometry.top[i]! * height / image.height);
    const left = Math.round(geometry.left[i]! * width / image.width);
    const from = Math.max(left, 0), to = Math.min(left + width, width);
    moved.fill(0);
    for (let y = Math.max(-top, 0); y < Math.min(height - top, height); y++) {
      const start = (y + top) * width;
      for (let x = from; x < to; x++) moved[y * width + x - left] = map[start + x]!;
    }
    pool(moved, scores);
    normaliseScores(scores, result, i * columns);
  });
  return flipProbabilities(result, patches, geometry.flipped);
}
