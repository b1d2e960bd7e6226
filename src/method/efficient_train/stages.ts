/** The stages of EfficientTrain: image size and strength of augmentation. */

/** Input sizes of the published runs on 224 px images, one per fifth of the epochs. */
const PUBLISHED_SIZES = [160, 160, 160, 192, 224];
const PUBLISHED_SIZE = 224;
/** Magnitudes of RandAugment in the released code; a table elsewhere gives 0 to 9. */
const MAGNITUDES = [1, 3, 5, 7, 9];

/** One stage of the training. */
export interface EfficientTrainStage {
  /** Pixels per side of the network's input, even. */
  readonly inputSize: number;
  /** Magnitude of RandAugment, 0 … 10. */
  readonly magnitude: number;
}

/**
 * Finds the stage of an epoch (Wang et al., 2023). Sizes are the published ones, scaled to the image size and
 * rounded down to even numbers.
 *
 * @param epoch 0-based
 * @param epochs number of epochs
 * @param size pixels per side of the images
 *
 * @example
 * ```ts
 * import { efficientTrainStage } from "./stages.ts";
 *
 * console.assert(efficientTrainStage(0, 200, 32).inputSize === 22 && efficientTrainStage(199, 200, 32).inputSize === 32);
 * ```
 */
export function efficientTrainStage(epoch: number, epochs: number, size: number): EfficientTrainStage {
  const stage = Math.min(Math.floor(5 * epoch / epochs), 4);
  // Multiply before dividing, so that the last stage gets exactly the image size.
  const pixels = Math.floor(PUBLISHED_SIZES[stage]! * size / PUBLISHED_SIZE);
  return { inputSize: 2 * Math.floor(pixels / 2), magnitude: MAGNITUDES[stage]! };
}
