/** Reads both splits of a data set in VOC's layout. */
import { InputError } from "../../errors.ts";
import type { OptionTable, OptionValues } from "../../options.ts";
import { BOXES, LETTERBOX_SIZE, ON_ERROR } from "../common_options.ts";
import { detectionSplit } from "../detection/detection_split.ts";
import { memoryBudget } from "../shards/file_split.ts";
import type { Dataset, LoadContext } from "../types.ts";
import { classesIn, numberClasses, readPart, type VocImage } from "./part.ts";

/** Image sets, each with its folder below the data set's. */
export type Parts = readonly (readonly [folder: string, set: string])[];

/** The image sets for training and for testing. */
export interface Layout {
  readonly train: Parts;
  readonly test: Parts;
}

/** A data set in VOC's layout. */
export interface LayoutSource {
  readonly name: string;
  /** Its folder. */
  readonly root: string;
  /** Which image sets are read. */
  readonly layout: Layout;
  /** Its classes in the order of their numbers; undefined: those of the annotations, sorted. */
  readonly classes: readonly string[] | undefined;
  /** Where the images are from. */
  readonly attribution: string;
}

/** The options of every such data set. */
export const COMMON_OPTIONS = {
  size: LETTERBOX_SIZE,
  boxes: BOXES,
  onError: ON_ERROR,
} as const satisfies OptionTable;

/**
 * Reads both splits of a layout.
 *
 * @param source the data set
 * @param options those of every such data set
 * @param given what the loader was given
 * @throws {InputError} naming an image or annotation that is missing or wrong
 */
export async function readLayout(
  { name, root, layout, classes: known, attribution }: LayoutSource,
  { size, boxes: outside, onError }: OptionValues<typeof COMMON_OPTIONS>,
  given: LoadContext,
): Promise<Dataset> {
  const readAll = async (parts: Parts): Promise<VocImage[]> => {
    const images = await Promise.all(parts.map(([folder, set]) => readPart(root, folder, set)));
    return images.flat();
  };
  const train = await readAll(layout.train), test = await readAll(layout.test);
  const classes = known ?? classesIn(train);
  if (classes.length === 0) throw new InputError(`No training image of ${root} has an object`);
  const { atHandOnly, onProgress } = given, budget = memoryBudget(given);
  const split = (part: string, images: readonly VocImage[]) =>
    detectionSplit(
      numberClasses(images, classes),
      classes.length,
      { part, root, size, onError, budget, atHandOnly, onProgress },
      outside,
    );
  return {
    name,
    classes,
    shape: [size, size, 3],
    train: await split("train", train),
    test: await split("test", test),
    attribution: `${attribution} Fitted into squares of ${size}×${size} pixels.`,
    location: root,
  };
}
