/** Photos of your own: a folder with a folder of JPEG and PNG files for each class. */
import { resolve } from "@std/path";
import { InputError, UsageError } from "../../errors.ts";
import { checkOptions, choiceOption, numberOption } from "../../spec.ts";
import { memorySplit } from "../split.ts";
import { holdOut, selectImages } from "../subset.ts";
import type { Dataset, DatasetLoader, DatasetOptions, Split } from "../types.ts";
import { type ImageFile, listImages } from "./list.ts";
import { type DecodeOptions, loadImages } from "./store.ts";

const OPTIONS = {
  path: "the folder, instead of --data-dir: train/<class>/… and test/<class>/…, or <class>/… alone",
  size: "height and width to resize to in pixels (32); the aspect ratio is not kept",
  test: "share of each class that is held out for the test where there is no test folder (0.2)",
  seed: "which images those are (0)",
  unreadable: "what a file that cannot be decoded is: an error (default) or skip",
};

const loadSplit = async (
  root: string,
  files: readonly ImageFile[],
  classes: readonly string[],
  options: DecodeOptions,
): Promise<Split> => {
  const { images, kept } = await loadImages(root, files, options);
  const labels = Int32Array.from(kept, (index) => files[index]!.label);
  const empty = classes.find((_, label) => !labels.includes(label));
  if (empty !== undefined) throw new InputError(`No image of class "${empty}" in ${root} can be decoded`);
  return memorySplit({ images, shape: [options.size, options.size, 3], labels });
};

const load = async (given: DatasetOptions): Promise<Dataset> => {
  const spec = { name: "image-folder", options: given.options ?? {} };
  checkOptions(spec, Object.keys(OPTIONS));
  const path = spec.options.path ?? given.dataDir;
  if (path === undefined) {
    throw new UsageError(
      'Data set "image-folder" needs a folder: write image-folder:path=DIR, or give --data-dir DIR',
    );
  }
  const root = resolve(path), size = numberOption(spec, "size", 32, { min: 1, max: 1024, integer: true });
  const share = numberOption(spec, "test", 0.2, { min: 0.001, max: 0.999 });
  const seed = numberOption(spec, "seed", 0, { integer: true });
  const skipUnreadable = choiceOption(spec, "unreadable", "error", ["error", "skip"]) === "skip";
  const listing = await listImages(root), { classes } = listing;
  const decode = (files: readonly ImageFile[]) =>
    loadSplit(root, files, classes, {
      size,
      skipUnreadable,
      onProgress: given.onProgress,
      atHandOnly: given.atHandOnly,
    });
  let train = await decode(listing.train), test: Split;
  if (listing.test !== undefined) test = await decode(listing.test);
  else {
    const { rest, heldOut } = holdOut(train, share, seed);
    test = selectImages(train, heldOut);
    train = selectImages(train, rest);
  }
  return {
    name: "image-folder",
    classes,
    shape: [size, size, 3],
    train,
    test,
    attribution: `Images of the folder ${root}, resized to ${size}×${size} pixels.`,
    location: root,
  };
};

/** A folder of class folders. */
export const imageFolder: DatasetLoader = {
  name: "image-folder",
  summary: "your own JPEG and PNG files, a folder for each class",
  options: OPTIONS,
  source: "Put the images into DIR/<class>/…, or into DIR/train/<class>/… and DIR/test/<class>/….",
  load,
};
