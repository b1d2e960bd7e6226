/**
 * Random Erasing: a rectangle of random size and shape becomes noise in half of the images.
 * See README.md in this folder for the method card.
 *
 * @module
 */
import { UsageError } from "../../errors.ts";
import { hideBox, hidePixels } from "../../masking/boxes.ts";
import { choiceOption, numberOption, type Spec } from "../../spec.ts";
import { spell } from "../spell.ts";
import type { MethodEntry, TrainingMethod } from "../types.ts";
import { drawErasingBox, type ErasingRange } from "./box.ts";
import { noiseWhereHidden } from "./noise.ts";

export { drawErasingBox, erasingBox, type ErasingRange, erasingSize } from "./box.ts";

/** What Random Erasing can be told. */
export interface RandomErasingOptions extends ErasingRange {
  /** How probable it is for each image, 0 … 1. */
  readonly probability: number;
  /** What an erased pixel becomes: random numbers, or 0 (mid-grey). */
  readonly fill: "random" | "zero";
}

/** The published settings. */
export const RANDOM_ERASING_DEFAULTS: RandomErasingOptions = {
  probability: 0.5,
  minArea: 0.02,
  maxArea: 0.4,
  minAspect: 0.3,
  fill: "random",
};

/**
 * Makes the method.
 *
 * @param given what differs from {@linkcode RANDOM_ERASING_DEFAULTS}
 * @throws {UsageError} if the smallest area is above the largest, or something is outside its range
 *
 * @example
 * ```ts
 * import { randomErasing } from "./mod.ts";
 *
 * console.assert(randomErasing({ probability: 1 }).name === "random_erasing:probability=1");
 * ```
 */
export function randomErasing(given: Partial<RandomErasingOptions> = {}): TrainingMethod {
  const options = { ...RANDOM_ERASING_DEFAULTS, ...given };
  const { probability, minArea, maxArea, minAspect, fill } = options;
  if (!(0 < minArea && minArea <= maxArea && maxArea < 1)) {
    throw new UsageError(
      `Cannot erase ${minArea} to ${maxArea} of an image: give shares 0 < smallest ≤ largest < 1`,
    );
  }
  if (!(minAspect > 0 && minAspect <= 1)) {
    throw new UsageError(
      `Cannot erase at an aspect ratio from ${minAspect}: give a number above 0, at most 1`,
    );
  }
  return {
    name: spell("random_erasing", { ...options }, { ...RANDOM_ERASING_DEFAULTS }),
    batch(batch, random) {
      const [count, height, width] = batch.images.shape;
      const kept = new Uint8Array(count * height * width).fill(1);
      for (let image = 0; image < count; image++) {
        if (random.uniform() >= probability) continue;
        const box = drawErasingBox([height, width], options, random);
        if (box !== undefined) hideBox(kept, image, [height, width], box);
      }
      const noise = fill === "random" ? noiseWhereHidden(kept, random) : undefined;
      return { ...batch, images: hidePixels(batch.images, kept, noise) };
    },
  };
}

function readOptions(spec: Spec): RandomErasingOptions {
  const { probability, minArea, maxArea, minAspect, fill } = RANDOM_ERASING_DEFAULTS,
    share = { min: 0, max: 1 };
  return {
    probability: numberOption(spec, "probability", probability, share),
    minArea: numberOption(spec, "min_area", minArea, share),
    maxArea: numberOption(spec, "max_area", maxArea, share),
    minAspect: numberOption(spec, "min_aspect", minAspect, share),
    fill: choiceOption(spec, "fill", fill, ["random", "zero"]),
  };
}

/** The registry's entry. */
export const randomErasingEntry: MethodEntry = {
  name: "random_erasing",
  summary: "Random Erasing: a rectangle of random size and shape becomes noise",
  options: {
    probability: "how probable it is for each image, 0.5 by default",
    min_area: "smallest share of the image, 0.02 by default",
    max_area: "largest share of the image, 0.4 by default",
    min_aspect: "smallest ratio of height to width, 0.3 by default; the largest is its inverse",
    fill: "random (default, uniform over all levels) or zero (mid-grey)",
  },
  create: (spec) => randomErasing(readOptions(spec)),
  complete: (spec) => spell("random_erasing", { ...readOptions(spec) }),
};
