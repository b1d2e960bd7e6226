/** Loads your own photos: a folder with a subfolder of JPEG and PNG files for each class. */
import { basename, resolve } from "@std/path";
import { UsageError } from "../../errors.ts";
import { checkOptions, choiceOption, numberOption } from "../../spec.ts";
import { listImages } from "../image_files/list.ts";
import { loadListing } from "../image_files/load.ts";
import type { Dataset, DatasetLoader, DatasetOptions } from "../types.ts";

const OPTIONS = {
  path: "the folder, instead of --data-dir: train/<class>/… and test/<class>/…, or only <class>/…",
  size: "height and width of the resized images in pixels (32); the aspect ratio is not kept",
  test: "share of each class held out for testing if there is no test folder (0.2)",
  seed: "random seed of the held-out images (0)",
  on_error: "on a file that cannot be decoded: refuse the data set (default) or skip the file",
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
  const onError = choiceOption(spec, "on_error", "refuse", ["refuse", "skip"]);
  const listing = await listImages(root);
  return {
    name: "image-folder",
    classes: listing.classes,
    shape: [size, size, 3],
    ...await loadListing(listing, { root, fit: { size }, onError, heldOut: { share, seed } }, given),
    attribution: `Images of the folder ${basename(root)}, resized to ${size}×${size} pixels.`,
    location: root,
  };
};

/** The loader of a folder of class folders. */
export const imageFolder: DatasetLoader = {
  name: "image-folder",
  summary: "your own JPEG and PNG files, a folder for each class",
  options: OPTIONS,
  source: "Put the images into DIR/<class>/…, or into DIR/train/<class>/… and DIR/test/<class>/….",
  load,
};
