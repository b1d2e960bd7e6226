/** Data sets with COCO's JSON annotations. */
import { basename, join } from "@std/path";
import { InputError, listNames } from "../../errors.ts";
import { exists } from "../../io/exists.ts";
import { explainFileError } from "../../io/file_errors.ts";
import { BOXES, folderOf, LETTERBOX_SIZE, ON_ERROR } from "../common_options.ts";
import { defineDataset } from "../define.ts";
import { detectionSplit } from "../detection/detection_split.ts";
import { memoryBudget } from "../shards/file_split.ts";
import { type CocoAnnotations, parseCoco } from "./annotations.ts";

/** Reads the images and annotations of a part: `NAME/…` or `images/NAME/…`. */
async function readPart(root: string, part: string): Promise<CocoAnnotations> {
  const source = join(root, "annotations", `instances_${part}.json`);
  const folder = await exists(join(root, part)) ? part : `images/${part}`;
  try {
    return parseCoco(await Deno.readTextFile(source), folder, source);
  } catch (error) {
    throw error instanceof InputError ? error : explainFileError(error, "read", source);
  }
}

/** Any data set with COCO's annotations. */
export const coco = defineDataset({
  name: "coco",
  summary: "objects in images: COCO, or your own data set with annotations in COCO's JSON format",
  options: {
    path: {
      kind: "text",
      otherwise: "--data-dir",
      help: "folder that contains NAME/… and annotations/instances_NAME.json for both parts",
    },
    train: { kind: "text", default: "train2017", help: "name of the training part" },
    test: { kind: "text", default: "val2017", help: "name of the test part" },
    size: LETTERBOX_SIZE,
    boxes: BOXES,
    onError: ON_ERROR,
  },
  source: "Put the images into DIR/NAME and their annotations into DIR/annotations/instances_NAME.json.",
  async load({ path, train: trainPart, test: testPart, size, boxes: outside, onError }, context) {
    const root = folderOf("coco", path, context);
    const train = await readPart(root, trainPart);
    const test = await readPart(root, testPart);
    if (train.classes.join() !== test.classes.join()) {
      throw new InputError(
        `The categories of both parts in ${root} differ: ${listNames(train.classes)} in training, ` +
          `${listNames(test.classes)} in the test`,
      );
    }
    const { atHandOnly, onProgress } = context, budget = memoryBudget(context);
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
  },
});
