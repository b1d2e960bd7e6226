/**
 * Cutout: one square of each image is hidden.
 * See README.md in this folder for the method card.
 *
 * @module
 */
import { UsageError } from "../../errors.ts";
import { hideBox, hidePixels } from "../../masking/boxes.ts";
import { numberOption, type Spec } from "../../spec.ts";
import { spell } from "../spell.ts";
import type { MethodEntry, TrainingMethod } from "../types.ts";
import { cutoutBox } from "./box.ts";

export { cutoutBox } from "./box.ts";

/** What Cutout can be told. */
export interface CutoutOptions {
  /** The square's side in pixels; half the image's shorter side if left out, as published for CIFAR-10. */
  readonly length?: number;
}

/**
 * Makes the method.
 *
 * @throws {UsageError} on a length below 1
 *
 * @example
 * ```ts
 * import { cutout } from "./mod.ts";
 *
 * console.assert(cutout({ length: 8 }).name === "cutout:length=8");
 * ```
 */
export function cutout(options: CutoutOptions = {}): TrainingMethod {
  const { length } = options;
  if (length !== undefined && !(Number.isInteger(length) && length >= 1)) {
    throw new UsageError(`Cannot hide a square of ${length} pixels: give a whole number from 1`);
  }
  return {
    name: spell("cutout", { ...options }),
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
}

function readOptions(spec: Spec): CutoutOptions {
  if (spec.options.length === undefined) return {};
  return { length: numberOption(spec, "length", 0, { min: 1, integer: true }) };
}

/** The registry's entry. */
export const cutoutEntry: MethodEntry = {
  name: "cutout",
  summary: "Cutout: one square of each image is hidden",
  options: { length: "the square's side in pixels, half the image's shorter side by default" },
  create: (spec) => cutout(readOptions(spec)),
  complete: (spec) => spell("cutout", { ...readOptions(spec) }),
};
