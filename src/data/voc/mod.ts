/** Loads PASCAL VOC 2007, 2012 and both together, and any data set in their layout. */
import { basename, resolve } from "@std/path";
import { UsageError } from "../../errors.ts";
import { checkOptions, type Spec } from "../../spec.ts";
import type { DatasetLoader } from "../types.ts";
import { publishedVoc, type VocFolder } from "./published.ts";
import { COMMON_OPTIONS, type Layout, readLayout } from "./read.ts";

const ANY = {
  path: "the folder, instead of --data-dir, with JPEGImages, Annotations and ImageSets/Main",
  train: "the image set for training (trainval)",
  test: "the image set for testing (test)",
  classes: "class names in the order of their indices, joined by + (default: those of the annotations)",
  ...COMMON_OPTIONS,
};

/** The loader of any data set in VOC's layout. */
export const voc: DatasetLoader = {
  name: "voc",
  summary: "objects in images: your own data set in the layout of PASCAL VOC",
  options: ANY,
  source: "Put JPEGImages, Annotations and ImageSets/Main into DIR and write voc:path=DIR.",
  async load(given) {
    const spec: Spec = { name: "voc", options: given.options ?? {} };
    checkOptions(spec, Object.keys(ANY));
    const path = spec.options.path ?? given.dataDir;
    if (path === undefined) {
      throw new UsageError('Data set "voc" needs a folder: write voc:path=DIR, or give --data-dir DIR');
    }
    const root = resolve(path), { train = "trainval", test = "test" } = spec.options;
    const layout: Layout = { train: [["", train]], test: [["", test]] };
    return await readLayout(
      spec,
      root,
      layout,
      spec.options.classes?.split("+"),
      `Images of the folder ${basename(root)}.`,
      given,
    );
  },
};

const HOST = "http://host.robots.ox.ac.uk/pascal/VOC";

/** The folder of 2007, whose training and test images are in separate archives. */
const VOC2007: VocFolder = {
  folder: "VOC2007",
  archives: [
    { url: `${HOST}/voc2007/VOCtrainval_06-Nov-2007.tar`, md5: "c52e279531787c972589f7e41ab4ae64" },
    { url: `${HOST}/voc2007/VOCtest_06-Nov-2007.tar`, md5: "b6e924de25625d8de591ea690078ad9f" },
  ],
};

const VOC2012: VocFolder = {
  folder: "VOC2012",
  archives: [
    { url: `${HOST}/voc2012/VOCtrainval_11-May-2012.tar`, md5: "6cd6e144f989b92b3379bac3b3de84fd" },
  ],
};

/** The data set VOC 2007: trainval for training, test for testing. */
export const voc2007: DatasetLoader = publishedVoc({
  name: "voc2007",
  years: "2007",
  folders: [VOC2007],
  train: [["VOC2007", "trainval"]],
  test: [["VOC2007", "test"]],
  sizes: { train: 5011, test: 4952 },
});

/** The data set VOC 2012, whose test set is not public: train for training, val for testing. */
export const voc2012: DatasetLoader = publishedVoc({
  name: "voc2012",
  years: "2012",
  folders: [VOC2012],
  train: [["VOC2012", "train"]],
  test: [["VOC2012", "val"]],
  sizes: { all: 11_540 },
});

/**
 * The data set VOC 07+12, commonly used for detectors: both trainval sets for training, test of 2007 for
 * testing.
 */
export const voc0712: DatasetLoader = publishedVoc({
  name: "voc0712",
  years: "2007 and 2012",
  folders: [VOC2007, VOC2012],
  train: [["VOC2007", "trainval"], ["VOC2012", "trainval"]],
  test: [["VOC2007", "test"]],
  sizes: { train: 16_551, test: 4952 },
});
