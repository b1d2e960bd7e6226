/**
 * Hide-and-Seek: hides each cell of a grid with probability ½; the cell size is drawn per image. See
 * README.md in this folder for the method card.
 *
 * @module
 */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { hideBox, hidePixels } from "../../masking/pixel_boxes.ts";
import { checkOptionValues, type OptionTable, type OptionValues } from "../../options.ts";
import type { RandomStream } from "../../random.ts";
import { defineMethod, makeMethod } from "../define.ts";
import type { MethodDefinition, TrainingMethod } from "../types.ts";
import { hiddenCells } from "./cells.ts";

export { hiddenCells } from "./cells.ts";

/** The published cell sizes for 224 px images. */
const PUBLISHED_CELLS = [0, 16, 32, 44, 56];
const PUBLISHED_SIZE = 224;

const cellsFor = (side: number): number[] =>
  PUBLISHED_CELLS.map((cell) => cell === 0 ? 0 : Math.max(1, Math.round(cell * side / PUBLISHED_SIZE)));

const OPTIONS = {
  cells: {
    kind: "integers",
    range: { min: 0 },
    otherwise: "0-16-32-44-56 of 224 pixels",
    help: "sides of cells in pixels, one drawn per image, such as 0-4-8; 0 leaves an image whole",
  },
  probability: {
    kind: "number",
    default: 0.5,
    range: { min: 0, max: 1 },
    help: "probability that a cell is hidden",
  },
} as const satisfies OptionTable;

/** Options of {@linkcode hideAndSeek}. */
export type HideAndSeekOptions = OptionValues<typeof OPTIONS>;

/**
 * Hides cells of a grid in each image of a batch; the cell size is drawn per image.
 *
 * @param images float32 [B, H, W, C], normalised so that 0 is mid-grey; not disposed
 * @param given options that differ from the published settings
 * @param random the stream to draw from, once per image and once per cell
 * @returns float32 [B, H, W, C], 0 where hidden
 * @throws {UsageError} if a cell size is not a whole number of pixels, or the probability is outside 0 … 1
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../../backend/mod.ts";
 * import { randomStream } from "../../random.ts";
 * import { hideAndSeekBatch } from "./mod.ts";
 *
 * await startBackend("cpu");
 * const images = tf.ones<tf.Rank.R4>([2, 8, 8, 3]);
 * const masked = hideAndSeekBatch(images, { cells: [4], probability: 1 }, randomStream(1, "cells"));
 * console.log(await tf.max(masked).data()); // 0: all cells are hidden
 * ```
 */
export function hideAndSeekBatch(
  images: Tensor4D,
  given: Partial<HideAndSeekOptions>,
  random: RandomStream,
): Tensor4D {
  const { cells, probability } = checkOptionValues("hide_and_seek", OPTIONS, given);
  const [count, height, width] = images.shape;
  const choices = cells ?? cellsFor(Math.min(height, width));
  const kept = new Uint8Array(count * height * width).fill(1);
  for (let image = 0; image < count; image++) {
    const cell = choices[random.integer(choices.length)]!;
    if (cell === 0) continue;
    for (const box of hiddenCells([height, width], cell, probability, () => random.uniform())) {
      hideBox(kept, image, [height, width], box);
    }
  }
  return hidePixels(images, kept);
}

/** The registry's entry; its defaults are the published settings. */
export const hideAndSeekEntry: MethodDefinition<typeof OPTIONS> = defineMethod({
  name: "hide_and_seek",
  summary: "Hide-and-Seek: hides each cell of a grid with probability ½",
  options: OPTIONS,
  create: (options) => ({
    batch: (batch, random) => ({ ...batch, images: hideAndSeekBatch(batch.images, options, random) }),
  }),
});

/**
 * Makes the method.
 *
 * @param given options that differ from the published settings
 * @throws {UsageError} if a cell size is not a whole number of pixels, or the probability is outside 0 … 1
 *
 * @example
 * ```ts
 * import { hideAndSeek } from "./mod.ts";
 *
 * console.assert(hideAndSeek({ cells: [0, 4, 8] }).name === "hide_and_seek:cells=0-4-8");
 * ```
 */
export const hideAndSeek = (given: Partial<HideAndSeekOptions> = {}): TrainingMethod =>
  makeMethod(hideAndSeekEntry, given);
