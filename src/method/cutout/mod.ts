/**
 * Cutout: hides one square of each image. See README.md in this folder for the method card.
 *
 * @module
 */
import { hideBox, hidePixels } from "../../masking/boxes.ts";
import type { OptionTable, OptionValues } from "../../options.ts";
import { defineMethod, makeMethod } from "../define.ts";
import type { MethodDefinition, TrainingMethod } from "../types.ts";
import { cutoutBox } from "./box.ts";

export { cutoutBox } from "./box.ts";

const OPTIONS = {
  length: {
    kind: "integer",
    range: { min: 1 },
    otherwise: "half the image's shorter side",
    help: "side of the square in pixels; half the side is the published setting for CIFAR-10",
  },
} as const satisfies OptionTable;

/** The registry's entry. */
export const cutoutEntry: MethodDefinition<typeof OPTIONS> = defineMethod({
  name: "cutout",
  summary: "Cutout: hides one square of each image",
  options: OPTIONS,
  create({ length }) {
    return {
      batch(batch, random) {
        const [count, height, width] = batch.images.shape;
        const kept = new Uint8Array(count * height * width).fill(1);
        for (let image = 0; image < count; image++) {
          const centre = [random.integer(height), random.integer(width)] as const;
          const side = length ?? Math.min(height, width) >> 1;
          hideBox(kept, image, [height, width], cutoutBox(centre, side, [height, width]));
        }
        return { ...batch, images: hidePixels(batch.images, kept) };
      },
    };
  },
});

/** Options of {@linkcode cutout}. */
export type CutoutOptions = OptionValues<typeof OPTIONS>;

/**
 * Makes the method.
 *
 * @throws {UsageError} if the length is not a whole number ≥ 1
 *
 * @example
 * ```ts
 * import { cutout } from "./mod.ts";
 *
 * console.assert(cutout({ length: 8 }).name === "cutout:length=8");
 * ```
 */
export const cutout = (given: CutoutOptions = {}): TrainingMethod => makeMethod(cutoutEntry, given);
