/** The stages of EfficientTrain: how large the images are and how strongly they are augmented. */

/** Sizes of the published runs, of 224 pixels, one for each fifth of the epochs. */
const PUBLISHED_SIZES = [160, 160, 160, 192, 224];
const PUBLISHED_SIZE = 224;
/** Magnitudes of RandAugment in the released code; a table elsewhere has 0 to 9. */
const MAGNITUDES = [1, 3, 5, 7, 9];

/** What a stage is. */
export interface Stage {
  /** Pixels per side that the network is shown, even. */
  readonly inputSize: number;
  /** Of RandAugment, 0 … 10. */
  readonly magnitude: number;
}

/**
 * The stage of an epoch (Wang et al., 2023). Sizes are the published ones in proportion to the images, rounded down to
 * even numbers.
 *
 * @param epoch 0-based
 * @param epochs how many there are
 * @param size pixels per side of the images
 *
 * @example
 * ```ts
 * import { stageOfEpoch } from "./stages.ts";
 *
 * console.assert(stageOfEpoch(0, 200, 32).inputSize === 22 && stageOfEpoch(199, 200, 32).inputSize === 32);
 * ```
 */
export function stageOfEpoch(epoch: number, epochs: number, size: number): Stage {
  const stage = Math.min(Math.floor(5 * epoch / epochs), 4);
  // Multiplied before it is divided, so that the last stage has exactly the images' size.
  const pixels = Math.floor(PUBLISHED_SIZES[stage]! * size / PUBLISHED_SIZE);
  return { inputSize: 2 * Math.floor(pixels / 2), magnitude: MAGNITUDES[stage]! };
}
