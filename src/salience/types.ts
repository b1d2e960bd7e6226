/** Types of salience measures. */
import type { ImageSize } from "../io/image_size.ts";

/**
 * A function that scores the patches of one image.
 *
 * @param pixels uint8 images, height × width × 3 each
 * @param start the index in `pixels` at which the image begins
 * @param scores [n·n], row-major over the grid: receives one finite number ≥ 0 per patch
 */
export type PatchScorer = (pixels: Uint8Array, start: number, scores: Float64Array) => void;

/** An entry of the registry of measures. */
export interface SalienceMeasure {
  readonly name: string;
  /** One line for `--help` and error messages. */
  readonly summary: string;
  /**
   * A version, raised whenever the numbers change, so that salience cached by older versions is recomputed.
   */
  readonly version: number;
  /** True if the measure does not depend on the images, so that they need not be read. */
  readonly ignoresImages?: boolean;
  /** Creates a scorer for images of one size, which reuses its working memory from image to image. */
  scorer(size: ImageSize, patches: number): PatchScorer;
}
