/**
 * Random Erasing: replaces a rectangle of random size and shape with noise in half of the images. See README.md
 * in this folder for the method card.
 *
 * @module
 */
import { UsageError } from "../../errors.ts";
import { hideBox, hidePixels } from "../../masking/boxes.ts";
import type { OptionTable, OptionValues } from "../../options.ts";
import { defineMethod, makeMethod } from "../define.ts";
import type { MethodDefinition, TrainingMethod } from "../types.ts";
import { drawErasingBox } from "./box.ts";
import { noiseWhereHidden } from "./noise.ts";

export { drawErasingBox, erasingBox, type ErasingRange, erasingSize } from "./box.ts";

const OPTIONS = {
  probability: {
    kind: "number",
    default: 0.5,
    range: { min: 0, max: 1 },
    help: "probability that a rectangle of an image is erased",
  },
  minArea: {
    kind: "number",
    default: 0.02,
    range: { above: 0, below: 1 },
    help: "smallest share of the image",
  },
  maxArea: {
    kind: "number",
    default: 0.4,
    range: { above: 0, below: 1 },
    help: "largest share of the image",
  },
  minAspect: {
    kind: "number",
    default: 0.3,
    range: { above: 0, max: 1 },
    help: "smallest ratio of height to width; the largest is its inverse",
  },
  fill: {
    kind: "choice",
    choices: ["random", "zero"],
    default: "random",
    help: "random (uniform over all levels) or zero (mid-grey)",
  },
} as const satisfies OptionTable;

/** The registry's entry; its defaults are the published settings. */
export const randomErasingEntry: MethodDefinition<typeof OPTIONS> = defineMethod({
  name: "random_erasing",
  summary: "Random Erasing: replaces a rectangle of random size and shape with noise",
  options: OPTIONS,
  create(options) {
    const { probability, minArea, maxArea, fill } = options;
    if (minArea > maxArea) {
      throw new UsageError(
        `Cannot erase ${minArea} to ${maxArea} of an image: "min_area" must not be above "max_area"`,
      );
    }
    return {
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
  },
});

/** Options of {@linkcode randomErasing}. */
export type RandomErasingOptions = OptionValues<typeof OPTIONS>;

/**
 * Makes the method.
 *
 * @param given options that differ from the published settings
 * @throws {UsageError} if the smallest area exceeds the largest, or an option is out of range
 *
 * @example
 * ```ts
 * import { randomErasing } from "./mod.ts";
 *
 * console.assert(randomErasing({ probability: 1 }).name === "random_erasing:probability=1");
 * ```
 */
export const randomErasing = (given: Partial<RandomErasingOptions> = {}): TrainingMethod =>
  makeMethod(randomErasingEntry, given);
