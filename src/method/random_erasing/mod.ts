/**
 * Random Erasing: replaces a rectangle of random size and shape with noise in half of the images. See README.md
 * in this folder for the method card.
 *
 * @module
 */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import { hideBox, hidePixels } from "../../masking/pixel_boxes.ts";
import { checkOptionValues, type OptionTable, type OptionValues } from "../../options.ts";
import type { RandomStream } from "../../random.ts";
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

/** Options of {@linkcode randomErasing}. */
export type RandomErasingOptions = OptionValues<typeof OPTIONS>;

function completeOptions(given: Partial<RandomErasingOptions>): RandomErasingOptions {
  const options = checkOptionValues("random_erasing", OPTIONS, given), { minArea, maxArea } = options;
  if (minArea <= maxArea) return options;
  throw new UsageError(
    `Cannot erase ${minArea} to ${maxArea} of an image: "min_area" must not be above "max_area"`,
  );
}

/**
 * Erases a rectangle of random size, shape and position in some images of a batch.
 *
 * @param images float32 [B, H, W, 3], normalised so that 0 is mid-grey; not disposed
 * @param given options that differ from the published settings
 * @param random the stream to draw from
 * @returns float32 [B, H, W, 3]; erased pixels are 0, or uniform in −1 … 1 with the default fill
 * @throws {UsageError} if the smallest area exceeds the largest, or an option is out of range
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../../backend/mod.ts";
 * import { randomStream } from "../../random.ts";
 * import { randomErasingBatch } from "./mod.ts";
 *
 * await startBackend("cpu");
 * const images = tf.ones<tf.Rank.R4>([1, 16, 16, 3]);
 * const erased = randomErasingBatch(images, { probability: 1, fill: "zero" }, randomStream(1, "erasing"));
 * console.log(await tf.mean(erased).data()); // 0.6 to 0.98
 * ```
 */
export function randomErasingBatch(
  images: Tensor4D,
  given: Partial<RandomErasingOptions>,
  random: RandomStream,
): Tensor4D {
  const options = completeOptions(given), [count, height, width] = images.shape;
  const kept = new Uint8Array(count * height * width).fill(1);
  for (let image = 0; image < count; image++) {
    if (random.uniform() >= options.probability) continue;
    const box = drawErasingBox([height, width], options, random);
    if (box !== undefined) hideBox(kept, image, [height, width], box);
  }
  return hidePixels(images, kept, options.fill === "random" ? noiseWhereHidden(kept, random) : undefined);
}

/** The registry's entry; its defaults are the published settings. */
export const randomErasingEntry: MethodDefinition<typeof OPTIONS> = defineMethod({
  name: "random_erasing",
  summary: "Random Erasing: replaces a rectangle of random size and shape with noise",
  options: OPTIONS,
  create(given) {
    const options = completeOptions(given);
    return {
      batch: (batch, random) => ({ ...batch, images: randomErasingBatch(batch.images, options, random) }),
    };
  },
});

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
