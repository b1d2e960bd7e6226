/**
 * Cutout: hides one square of each image. See README.md in this folder for the method card.
 *
 * @module
 */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { hideBox, hidePixels } from "../../masking/pixel_boxes.ts";
import { checkOptionValues, type OptionTable, type OptionValues } from "../../options.ts";
import type { RandomStream } from "../../random.ts";
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

/** Options of {@linkcode cutout}. */
export type CutoutOptions = OptionValues<typeof OPTIONS>;

/**
 * Hides one square of each image of a batch.
 *
 * @param images float32 [B, H, W, C], normalised so that 0 is mid-grey; not disposed
 * @param options the side of the square
 * @param random the stream to draw from, twice per image
 * @returns float32 [B, H, W, C], 0 where hidden
 * @throws {UsageError} if the length is not a whole number ≥ 1
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../../backend/mod.ts";
 * import { randomStream } from "../../random.ts";
 * import { cutoutBatch } from "./mod.ts";
 *
 * await startBackend("cpu");
 * const images = tf.ones<tf.Rank.R4>([2, 8, 8, 3]);
 * const masked = cutoutBatch(images, { length: 4 }, randomStream(1, "cutout"));
 * console.log(await tf.mean(masked).data()); // at least 0.75: a square hides at most 16 of 64 pixels
 * ```
 */
export function cutoutBatch(images: Tensor4D, options: CutoutOptions, random: RandomStream): Tensor4D {
  const { length } = checkOptionValues("cutout", OPTIONS, options);
  const [count, height, width] = images.shape;
  const kept = new Uint8Array(count * height * width).fill(1);
  for (let image = 0; image < count; image++) {
    const centre = [random.integer(height), random.integer(width)] as const;
    const side = length ?? Math.min(height, width) >> 1;
    hideBox(kept, image, [height, width], cutoutBox(centre, side, [height, width]));
  }
  return hidePixels(images, kept);
}

/** The registry's entry. */
export const cutoutEntry: MethodDefinition<typeof OPTIONS> = defineMethod({
  name: "cutout",
  summary: "Cutout: hides one square of each image",
  options: OPTIONS,
  create: (options) => ({
    batch: (batch, random) => ({ ...batch, images: cutoutBatch(batch.images, options, random) }),
  }),
});

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
