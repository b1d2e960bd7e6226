/** Food-101 (Bossard, Guillaumin and Van Gool, ECCV 2014). */
import { join } from "@std/path";
import { InputError } from "../errors.ts";
import { readFileBytes } from "../io/file_errors.ts";
import type { ImageListing } from "./image_files/list.ts";
import { defineImageSet } from "./image_files/set.ts";
import type { LabelledFile } from "./shards/file_split.ts";
import { unpackTarTree } from "./unpack.ts";

const FOLDER = "food-101";

/** Reads meta/train.json or meta/test.json: names of images without extension, by class. */
const readMeta = async (path: string): Promise<Record<string, string[]>> => {
  const text = new TextDecoder().decode(await readFileBytes(path));
  let meta: unknown;
  try {
    meta = JSON.parse(text);
  } catch (error) {
    throw new InputError(`Cannot read ${path}: it is not JSON`, { cause: error });
  }
  const isLists = typeof meta === "object" && meta !== null &&
    Object.values(meta).every((names) =>
      Array.isArray(names) && names.every((name) => typeof name === "string" && /^[\w-]+\/\w+$/.test(name))
    );
  if (!isLists) {
    throw new InputError(`Cannot read ${path}: it must list names such as "pizza/12345" by class`);
  }
  return meta as Record<string, string[]>;
};

const list = async (root: string): Promise<ImageListing> => {
  const meta = { train: join(root, "meta/train.json"), test: join(root, "meta/test.json") };
  const [train, test] = [await readMeta(meta.train), await readMeta(meta.test)];
  const classes = Object.keys(train).sort();
  const filesOf = (lists: Record<string, string[]>, path: string): LabelledFile[] =>
    classes.flatMap((name, label) => {
      const names = lists[name];
      if (names === undefined) {
        throw new InputError(`Cannot read ${path}: it has no images of class "${name}"`);
      }
      return names.map((image) => ({ name: `images/${image}.jpg`, label }));
    });
  return { classes, train: filesOf(train, meta.train), test: filesOf(test, meta.test) };
};

/** Food-101, with its official division; the training labels are known to hold some noise. */
export const food101 = defineImageSet({
  name: "food101",
  summary: "75,750 + 25,250 photos of 101 dishes",
  folder: FOLDER,
  contents: ["images", "meta"],
  archive: {
    url: "https://data.vision.ee.ethz.ch/cvl/food-101.tar.gz",
    md5: "85eeb15f3717b99a5da872d97d918f87",
    unpack: (archive, folder, onProgress) => unpackTarTree(archive, FOLDER, folder, onProgress),
  },
  obtain: "Its folder has images/<class>/<number>.jpg, meta/train.json and meta/test.json.",
  attribution:
    "Food-101, L. Bossard, M. Guillaumin, L. Van Gool, ECCV 2014; images from foodspotting.com, for " +
    "scientific fair use.",
  size: 64,
  list,
  imagesPerClass: { train: 750, test: 250 },
});
