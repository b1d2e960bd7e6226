/** Reads both splits of a data set in VOC's layout. */
import { InputError } from "../../errors.ts";
import { choiceOption, numberOption, type Spec } from "../../spec.ts";
import { detectionSplit } from "../detection/split.ts";
import { memoryBudget } from "../shards/split.ts";
import type { Dataset, DatasetOptions } from "../types.ts";
import { classesIn, numberClasses, readPart, type VocImage } from "./part.ts";

/** Image sets, each with its folder below the data set's. */
export type Parts = readonly (readonly [folder: string, set: string])[];

/** The image sets for training and for testing. */
export interface Layout {
  readonly train: Parts;
  readonly test: Parts;
}

/** Help texts of the options of every such data set. */
export const COMMON_OPTIONS = {
  size: "height and width of the squares into which images are fitted, with grey bars (320)",
  boxes: "on a box that extends beyond its image: refuse the data set (default) or clip the box",
  on_error: "on a file that cannot be decoded: refuse the data set (default) or skip the file",
};

/**
 * Reads both splits of a layout.
 *
 * @param spec the data set's name and options
 * @param root its folder
 * @param layout the image sets to read
 * @param known its classes in the order of their indices; if undefined, those of the annotations, sorted
 * @param attribution the source of the images
 * @param given the options of the loader
 * @throws {InputError} naming an image or annotation that is missing or wrong
 */
export async function readLayout(
  spec: Spec,
  root: string,
  layout: Layout,
  known: readonly string[] | undefined,
  attribution: string,
  given: DatasetOptions,
): Promise<Dataset> {
  const size = numberOption(spec, "size", 320, { min: 32, max: 2048, integer: true });
  const outside = choiceOption(spec, "boxes", "refuse", ["refuse", "clip"]);
  const onError = choiceOption(spec, "on_error", "refuse", ["refuse", "skip"]);
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
    name: spec.name,
    classes,
    shape: [size, size, 3],
    train: await split("train", train),
    test: await split("test", test),
    attribution: `${attribution} Fitted into squares of ${size}×${size} pixels.`,
    location: root,
  };
}
