/** Loads data sets with COCO's JSON annotations. */
import { basename, join, resolve } from "@std/path";
import { InputError, listNames, UsageError } from "../../errors.ts";
import { exists } from "../../io/exists.ts";
import { explainFileError } from "../../io/file_errors.ts";
import { checkOptions, choiceOption, numberOption, type Spec } from "../../spec.ts";
import { detectionSplit } from "../detection/split.ts";
import { memoryBudget } from "../shards/split.ts";
import type { Dataset, DatasetLoader, DatasetOptions } from "../types.ts";
import { type CocoAnnotations, parseCoco } from "./annotations.ts";

const OPTIONS = {
  path: "the folder, instead of --data-dir: NAME/… and annotations/instances_NAME.json for both parts",
  train: "the part for training (train2017)",
  test: "the part for testing (val2017)",
  size: "height and width of the squares into which images are fitted, with grey bars (320)",
  boxes: "on a box that extends beyond its image: refuse the data set (default) or clip the box",
  on_error: "on a file that cannot be decoded: refuse the data set (default) or skip the file",
};

/** Reads the annotations of a part, whose images are in `NAME/…` or `images/NAME/…`. */
async function readPart(root: string, part: string): Promise<CocoAnnotations> {
  const source = join(root, "annotations", `instances_${part}.json`);
  const folder = await exists(join(root, part)) ? part : `images/${part}`;
  try {
    return parseCoco(await Deno.readTextFile(source), folder, source);
  } catch (error) {
    throw error instanceof InputError ? error : explainFileError(error, "read", source);
  }
}

async function load(given: DatasetOptions): Promise<Dataset> {
  const spec: Spec = { name: "coco", options: given.options ?? {} };
  checkOptions(spec, Object.keys(OPTIONS));
  const path = spec.options.path ?? given.dataDir;
  if (path === undefined) {
    throw new UsageError('Data set "coco" needs a folder: write coco:path=DIR, or give --data-dir DIR');
  }
  const size = numberOption(spec, "size", 320, { min: 32, max: 2048, integer: true });
  const outside = choiceOption(spec, "boxes", "refuse", ["refuse", "clip"]);
  const onError = choiceOption(spec, "on_error", "refuse", ["refuse", "skip"]);
  const root = resolve(path), names = spec.options;
  const train = await readPart(root, names.train ?? "train2017");
  const test = await readPart(root, names.test ?? "val2017");
  if (train.classes.join() !== test.classes.join()) {
    throw new InputError(
      `The categories of the two parts in ${root} differ: ${listNames(train.classes)} for training, ` +
        `${listNames(test.classes)} for testing`,
    );
  }
  const { atHandOnly, onProgress } = given, budget = memoryBudget(given);
  const split = (part: string, { images, classes }: CocoAnnotations) =>
    detectionSplit(
      images,
      classes.length,
      { part, root, size, onError, budget, atHandOnly, onProgress },
      outside,
    );
  return {
    name: "coco",
    classes: train.classes,
    shape: [size, size, 3],
    train: await split("train", train),
    test: await split("test", test),
    attribution: `Images of the folder ${basename(root)}. Fitted into squares of ${size}×${size} pixels.`,
    location: root,
  };
}

/** The loader of any data set with COCO's annotations. */
export const coco: DatasetLoader = {
  name: "coco",
  summary: "objects in images: COCO, or your own data set with annotations in its JSON",
  options: OPTIONS,
  source: "Put the images into DIR/NAME and their annotations into DIR/annotations/instances_NAME.json.",
  load,
};
