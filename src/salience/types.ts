/** What a measure of salience is. */
import type { ImageSize } from "../io/image_size.ts";

/**
 * Scores the patches of one image.
 *
 * @param pixels uint8 images, height × width × 3 each
 * @param start where the image begins in `pixels`
 * @param scores [n·n], row-major over the grid: receives one finite number ≥ 0 per patch
 */
export type PatchScorer = (pixels: Uint8Array, start: number, scores: Float64Array) => void;

/** An entry of the registry of measures. */
export interface SalienceMeasure {
  readonly name: string;
  /** One line for `--help` and error messages. */
  readonly summary: string;
  /** To be raised whenever the numbers change: cached salience of older versions is then computed anew. */
  readonly version: number;
  /** True where the images do not matter, so that nobody needs to read them. */
  readonly ignoresImages?: boolean;
  /** Makes a scorer for images of one size; it keeps its working memory from image to image. */
  scorer(size: ImageSize, patches: number): PatchScorer;
}
