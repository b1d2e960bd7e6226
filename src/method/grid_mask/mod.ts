/**
 * GridMask: a turned grid of squares is hidden, in more and more images.
 * See README.md in this folder for the method card.
 *
 * @module
 */
import { UsageError } from "../../errors.ts";
import { hidePixels } from "../../masking/boxes.ts";
import { numberOption, type Spec } from "../../spec.ts";
import { spell } from "../spell.ts";
import type { MethodEntry, TrainingMethod } from "../types.ts";
import { hideGrid } from "./grid.ts";

export { type Grid, hideGrid } from "./grid.ts";

/** What GridMask can be told. */
export interface GridMaskOptions {
  /** Smallest and largest distance from one square to the next, as shares of the image's shorter side. */
  readonly minUnit: number;
  readonly maxUnit: number;
  /** Which share of that distance, in each direction, is kept between squares. */
  readonly ratio: number;
  /** How probable a grid is for each image in the end, 0 … 1. */
  readonly probability: number;
  /** The share of the epochs in which the probability rises from 0. */
  readonly rise: number;
}

/** The released settings for ImageNet: units of 96 to 224 of 224 pixels, rising during 240 of 300 epochs. */
export const GRID_MASK_DEFAULTS: GridMaskOptions = {
  minUnit: 96 / 224,
  maxUnit: 1,
  ratio: 0.6,
  probability: 0.8,
  rise: 0.8,
};

/**
 * Makes the method.
 *
 * @param given what differs from {@linkcode GRID_MASK_DEFAULTS}
 * @throws {UsageError} if the smallest unit is above the largest
 *
 * @example
 * ```ts
 * import { gridMask } from "./mod.ts";
 *
 * console.assert(gridMask({ ratio: 0.5 }).name === "grid_mask:ratio=0.5");
 * ```
 */
export function gridMask(given: Partial<GridMaskOptions> = {}): TrainingMethod {
  const options = { ...GRID_MASK_DEFAULTS, ...given };
  const { minUnit, maxUnit, ratio } = options;
  if (!(0 < minUnit && minUnit <= maxUnit && maxUnit <= 1)) {
    throw new UsageError(
      `Cannot lay grids of ${minUnit} to ${maxUnit} images: give 0 < smallest ≤ largest ≤ 1`,
    );
  }
  let epochs: number | undefined, probability = 0;
  return {
    name: spell("grid_mask", { ...options }, { ...GRID_MASK_DEFAULTS }),
    prepare(context) {
      epochs = context.epochs;
      return Promise.resolve();
    },
    epoch(epoch) {
      if (epochs === undefined) throw new UsageError("grid_mask: call prepare() before the first epoch");
      const rising = options.rise * epochs;
      probability = options.probability * (rising > 0 ? Math.min(1, epoch / rising) : 1);
      return { ratio: 0 };
    },
    batch(batch, random) {
      const [count, height, width] = batch.images.shape, side = Math.min(height, width);
      const smallest = Math.max(1, Math.round(minUnit * side)),
        largest = Math.max(smallest + 1, Math.round(maxUnit * side));
      const kept = new Uint8Array(count * height * width).fill(1);
      for (let image = 0; image < count; image++) {
        if (random.uniform() >= probability) continue;
        const unit = smallest + random.integer(largest - smallest);
        const place = {
          row: random.integer(unit),
          column: random.integer(unit),
          degrees: random.integer(360),
        };
        hideGrid(kept, image, [height, width], { unit, ratio, ...place });
      }
      return { ...batch, images: hidePixels(batch.images, kept) };
    },
  };
}

function readOptions(spec: Spec): GridMaskOptions {
  const { minUnit, maxUnit, ratio, probability, rise } = GRID_MASK_DEFAULTS, share = { min: 0, max: 1 };
  return {
    minUnit: numberOption(spec, "min_unit", minUnit, share),
    maxUnit: numberOption(spec, "max_unit", maxUnit, share),
    ratio: numberOption(spec, "ratio", ratio, share),
    probability: numberOption(spec, "probability", probability, share),
    rise: numberOption(spec, "rise", rise, share),
  };
}

/** The registry's entry. */
export const gridMaskEntry: MethodEntry = {
  name: "grid_mask",
  summary: "GridMask: a turned grid of squares is hidden, in more and more images",
  options: {
    min_unit: "smallest distance between squares as a share of the image's side, 96/224 by default",
    max_unit: "largest distance, 1 by default",
    ratio: "which share of the distance, in each direction, is kept, 0.6 by default",
    probability: "how probable a grid is for each image in the end, 0.8 by default",
    rise: "the share of the epochs in which the probability rises from 0, 0.8 by default",
  },
  create: (spec) => gridMask(readOptions(spec)),
  complete: (spec) => spell("grid_mask", { ...readOptions(spec) }),
};
