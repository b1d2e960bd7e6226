/**
 * Hide-and-Seek: each cell of a grid is hidden with probability ½; the size of cells is drawn for each image.
 * See README.md in this folder for the method card.
 *
 * @module
 */
import { UsageError } from "../../errors.ts";
import { hideBox, hidePixels } from "../../masking/boxes.ts";
import { numberOption, type Spec } from "../../spec.ts";
import { spell } from "../spell.ts";
import type { MethodEntry, TrainingMethod } from "../types.ts";
import { hiddenCells } from "./cells.ts";

export { hiddenCells } from "./cells.ts";

/** What Hide-and-Seek can be told. */
export interface HideAndSeekOptions {
  /** Sides of cells in pixels, of which each image draws one; 0 leaves an image whole. */
  readonly cells?: readonly number[];
  /** How probable it is for a cell to be hidden, 0 … 1. */
  readonly probability: number;
}

/** The published settings; cells are the published ones in proportion to the images where they are left out. */
export const HIDE_AND_SEEK_DEFAULTS: HideAndSeekOptions = { probability: 0.5 };

/** The published cells, of images of 224 pixels. */
const PUBLISHED_CELLS = [0, 16, 32, 44, 56];
const PUBLISHED_SIZE = 224;

const cellsFor = (side: number): number[] =>
  PUBLISHED_CELLS.map((cell) => cell === 0 ? 0 : Math.max(1, Math.round(cell * side / PUBLISHED_SIZE)));

/**
 * Makes the method.
 *
 * @param given what differs from {@linkcode HIDE_AND_SEEK_DEFAULTS}
 * @throws {UsageError} on cells that are no whole numbers of pixels, or a probability outside 0 … 1
 *
 * @example
 * ```ts
 * import { hideAndSeek } from "./mod.ts";
 *
 * console.assert(hideAndSeek({ cells: [0, 4, 8] }).name === "hide_and_seek:cells=0-4-8");
 * ```
 */
export function hideAndSeek(given: Partial<HideAndSeekOptions> = {}): TrainingMethod {
  const options: HideAndSeekOptions = { ...HIDE_AND_SEEK_DEFAULTS, ...given };
  const { cells, probability } = options;
  if (cells?.length === 0 || cells?.some((cell) => !Number.isInteger(cell) || cell < 0)) {
    throw new UsageError(
      `Cannot hide cells of "${cells.join("-")}" pixels: give whole numbers, such as 0-4-8`,
    );
  }
  return {
    name: spell("hide_and_seek", spelled(options), spelled(HIDE_AND_SEEK_DEFAULTS)),
    batch(batch, random) {
      const [count, height, width] = batch.images.shape;
      const choices = cells ?? cellsFor(Math.min(height, width));
      const kept = new Uint8Array(count * height * width).fill(1);
      for (let image = 0; image < count; image++) {
        const cell = choices[random.integer(choices.length)]!;
        if (cell === 0) continue;
        for (const box of hiddenCells([height, width], cell, probability, () => random.uniform())) {
          hideBox(kept, image, [height, width], box);
        }
      }
      return { ...batch, images: hidePixels(batch.images, kept) };
    },
  };
}

const spelled = ({ cells, probability }: HideAndSeekOptions) => ({ cells: cells?.join("-"), probability });

function readOptions(spec: Spec): HideAndSeekOptions {
  const { cells } = spec.options;
  return {
    ...(cells === undefined
      ? {}
      : { cells: cells.split("-").map((cell) => cell === "" ? NaN : Number(cell)) }),
    probability: numberOption(spec, "probability", HIDE_AND_SEEK_DEFAULTS.probability, { min: 0, max: 1 }),
  };
}

/** The registry's entry. */
export const hideAndSeekEntry: MethodEntry = {
  name: "hide_and_seek",
  summary: "Hide-and-Seek: each cell of a grid is hidden with probability ½",
  options: {
    cells: "sides of cells in pixels, one drawn per image, such as 0-4-8; 0-16-32-44-56 of 224 by default",
    probability: "how probable it is for a cell to be hidden, 0.5 by default",
  },
  create: (spec) => hideAndSeek(readOptions(spec)),
  complete: (spec) => spell("hide_and_seek", spelled(readOptions(spec))),
};
