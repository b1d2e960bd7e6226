/**
 * GridMask: hides a rotated grid of squares in a growing share of the images. See README.md in this folder for the
 * method card.
 *
 * @module
 */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import { hidePixels } from "../../masking/pixel_boxes.ts";
import { checkOptionValues, type OptionTable, type OptionValues } from "../../options.ts";
import type { RandomStream } from "../../random.ts";
import { defineMethod, makeMethod } from "../define.ts";
import type { MethodDefinition, TrainingMethod } from "../types.ts";
import { hideGrid } from "./grid.ts";

export { type Grid, hideGrid } from "./grid.ts";

const SHARE = { min: 0, max: 1 } as const;

const OPTIONS = {
  minUnit: {
    kind: "number",
    default: 96 / 224,
    otherwise: "96/224",
    range: { above: 0, max: 1 },
    help: "smallest distance from one square to the next, as a share of the image's shorter side",
  },
  maxUnit: { kind: "number", default: 1, range: { above: 0, max: 1 }, help: "largest distance" },
  ratio: {
    kind: "number",
    default: 0.6,
    range: SHARE,
    help: "share of the distance, in each direction, that stays visible between squares",
  },
  probability: {
    kind: "number",
    default: 0.8,
    range: SHARE,
    help: "final probability that an image gets a grid",
  },
  rise: {
    kind: "number",
    default: 0.8,
    range: SHARE,
    help: "share of the epochs in which the probability rises from 0",
  },
} as const satisfies OptionTable;

/** Options of {@linkcode gridMask}. */
export type GridMaskOptions = OptionValues<typeof OPTIONS>;

function completeOptions(given: Partial<GridMaskOptions>): GridMaskOptions {
  const options = checkOptionValues("grid_mask", OPTIONS, given), { minUnit, maxUnit } = options;
  if (minUnit <= maxUnit) return options;
  throw new UsageError(
    `Cannot draw grids with distances from ${minUnit} to ${maxUnit} of an image: "min_unit" must not be above "max_unit"`,
  );
}

/**
 * Computes the probability in an epoch that an image gets a grid: it rises linearly from 0 to its final value.
 *
 * @param epoch 0-based
 * @param epochs number of epochs
 * @param given the final probability, and the share of the epochs in which it is reached
 * @returns 0 … 1
 * @throws {UsageError} if an option is out of range
 *
 * @example
 * ```ts
 * import { gridMaskProbability } from "./mod.ts";
 *
 * console.assert(gridMaskProbability(25, 100, { probability: 0.8, rise: 0.5 }) === 0.4);
 * ```
 */
export function gridMaskProbability(
  epoch: number,
  epochs: number,
  given: Partial<Pick<GridMaskOptions, "probability" | "rise">> = {},
): number {
  const { probability, rise } = completeOptions(given), rising = rise * epochs;
  return probability * (rising > 0 ? Math.min(1, epoch / rising) : 1);
}

/**
 * Hides a rotated grid of squares in some images of a batch.
 *
 * @param images float32 [B, H, W, C], normalised so that 0 is mid-grey; not disposed
 * @param given options that differ from the released settings; `probability` is this epoch's, see
 * {@linkcode gridMaskProbability}
 * @param random the stream to draw from
 * @returns float32 [B, H, W, C], 0 where hidden
 * @throws {UsageError} if the smallest unit exceeds the largest, or an option is out of range
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../../backend/mod.ts";
 * import { randomStream } from "../../random.ts";
 * import { gridMaskBatch } from "./mod.ts";
 *
 * await startBackend("cpu");
 * const images = tf.ones<tf.Rank.R4>([1, 32, 32, 3]);
 * const masked = gridMaskBatch(images, { probability: 1, ratio: 0.5 }, randomStream(1, "grids"));
 * console.log(await tf.mean(masked).data()); // about 0.75: squares of half a unit hide a quarter
 * ```
 */
export function gridMaskBatch(
  images: Tensor4D,
  given: Partial<Omit<GridMaskOptions, "rise">>,
  random: RandomStream,
): Tensor4D {
  const { minUnit, maxUnit, ratio, probability } = completeOptions(given);
  const [count, height, width] = images.shape, side = Math.min(height, width);
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
  return hidePixels(images, kept);
}

/** The registry's entry; its defaults are the released settings for ImageNet: units of 96 to 224 of 224 pixels. */
export const gridMaskEntry: MethodDefinition<typeof OPTIONS> = defineMethod({
  name: "grid_mask",
  summary: "GridMask: hides a rotated grid of squares in a growing share of the images",
  options: OPTIONS,
  create(given) {
    const options = completeOptions(given);
    let epochs: number | undefined, probability = 0;
    return {
      prepare(context) {
        epochs = context.epochs;
        return Promise.resolve();
      },
      epoch(epoch) {
        if (epochs === undefined) throw new UsageError("grid_mask: call prepare() before the first epoch");
        probability = gridMaskProbability(epoch, epochs, options);
        return { ratio: 0 };
      },
      batch: (batch, random) => ({
        ...batch,
        images: gridMaskBatch(batch.images, { ...options, probability }, random),
      }),
    };
  },
});

/**
 * Makes the method.
 *
 * @param given options that differ from the released settings
 * @throws {UsageError} if the smallest unit exceeds the largest, or an option is out of range
 *
 * @example
 * ```ts
 * import { gridMask } from "./mod.ts";
 *
 * console.assert(gridMask({ ratio: 0.5 }).name === "grid_mask:ratio=0.5");
 * ```
 */
export const gridMask = (given: Partial<GridMaskOptions> = {}): TrainingMethod =>
  makeMethod(gridMaskEntry, given);
