/** Salience that follows an augmented image: a flip permutes columns, a crop shifts the map of pixels. */
import type { Geometry } from "../batch.ts";
import type { ImageSize } from "../io/image_size.ts";
import { createPooling, normaliseScores } from "./pooling.ts";

/**
 * The probabilities of mirrored images: the columns of the grid change places.
 *
 * @param probabilities [B, n·n]; changed in place
 * @param patches patches per side, n
 * @param flipped [B], not 0 where an image was mirrored left to right
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

/** What the maps of a batch look like. */
export interface MapLayout {
  /** Height and width of a map; those of the images, or what these were resized to for the measure. */
  readonly map: ImageSize;
  /** Height and width of the images, in whose pixels the geometry counts; those of the map if left out. */
  readonly image?: ImageSize;
  /** Patches per side, n. */
  readonly patches: number;
}

/**
 * The probabilities of cropped and mirrored images, from the maps of the images as they were. Inside the image
 * this equals measuring the moved image; where padding shows it counts 0, and the edge between the two, which
 * the measure would see, is not counted.
 *
 * @param maps per image a map over pixels, such as that of `sobelMagnitude()`: [H, W] each
 * @param geometry how each image was moved
 * @param layout the sizes
 * @returns float32 [B, n·n]; uniform where nothing but padding or flatness shows
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
