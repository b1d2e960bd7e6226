/**
 * GridMask: hides a rotated grid of squares in a growing share of the images. See README.md in this folder for the
 * method card.
 *
 * @module
 */
import { UsageError } from "../../errors.ts";
import { hidePixels } from "../../masking/boxes.ts";
import type { OptionTable, OptionValues } from "../../options.ts";
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

/** The registry's entry; its defaults are the released settings for ImageNet: units of 96 to 224 of 224 pixels. */
export const gridMaskEntry: MethodDefinition<typeof OPTIONS> = defineMethod({
  name: "grid_mask",
  summary: "GridMask: hides a rotated grid of squares in a growing share of the images",
  options: OPTIONS,
  create(options) {
    const { minUnit, maxUnit, ratio } = options;
    if (minUnit > maxUnit) {
      throw new UsageError(
        `Cannot draw grids with distances from ${minUnit} to ${maxUnit} of an image: "min_unit" must not be above "max_unit"`,
      );
    }
    let epochs: number | undefined, probability = 0;
    return {
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
  },
});

/** Options of {@linkcode gridMask}. */
export type GridMaskOptions = OptionValues<typeof OPTIONS>;

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
