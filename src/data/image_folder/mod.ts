/** Photos of your own: a folder with a folder of JPEG and PNG files for each class. */
import { basename } from "@std/path";
import { folderOf, ON_ERROR } from "../common_options.ts";
import { defineDataset } from "../define.ts";
import { listImages } from "../image_files/list.ts";
import { loadListing } from "../image_files/load.ts";

/** A folder of class folders. */
export const imageFolder = defineDataset({
  name: "image-folder",
  summary: "your own JPEG and PNG files, in one folder per class",
  options: {
    path: {
      kind: "text",
      otherwise: "--data-dir",
      help: "folder that contains train/<class>/… and test/<class>/…, or only <class>/…",
    },
    size: {
      kind: "integer",
      default: 32,
      range: { min: 1, max: 1024 },
      help: "height and width in pixels to which images are resized, without keeping the aspect ratio",
    },
    test: {
      kind: "number",
      default: 0.2,
      range: { min: 0.001, max: 0.999 },
      help: "share of each class that is held out for testing if no test folder exists",
    },
    seed: { kind: "integer", default: 0, help: "seed that selects the held-out images" },
    onError: ON_ERROR,
  },
  source: "Put the images into DIR/<class>/…, or into DIR/train/<class>/… and DIR/test/<class>/….",
  async load({ path, size, test: share, seed, onError }, context) {
    const root = folderOf("image-folder", path, context), listing = await listImages(root);
    return {
      name: "image-folder",
      classes: listing.classes,
      shape: [size, size, 3],
      ...await loadListing(listing, { root, fit: { size }, onError, heldOut: { share, seed } }, context),
      attribution: `Images of the folder ${basename(root)}, resized to ${size}×${size} pixels.`,
      location: root,
    };
  },
});
