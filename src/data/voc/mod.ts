/** PASCAL VOC 2007, 2012 and both together, and any data set in their layout. */
import { basename } from "@std/path";
import { folderOf } from "../common_options.ts";
import { defineDataset } from "../define.ts";
import { publishedVoc, type VocFolder } from "./published.ts";
import { COMMON_OPTIONS, readLayout } from "./read.ts";

/** Any data set in VOC's layout. */
export const voc = defineDataset({
  name: "voc",
  summary: "objects in images: your own data set in PASCAL VOC layout",
  options: {
    path: {
      kind: "text",
      otherwise: "--data-dir",
      help: "folder that contains JPEGImages, Annotations and ImageSets/Main",
    },
    train: { kind: "text", default: "trainval", help: "name of the training image set" },
    test: { kind: "text", default: "test", help: "name of the test image set" },
    classes: {
      kind: "text",
      otherwise: "from the annotations",
      help: "class names in the order of their numbers, joined by +",
    },
    ...COMMON_OPTIONS,
  },
  source: "Put JPEGImages, Annotations and ImageSets/Main into DIR and write voc:path=DIR.",
  async load(options, context) {
    const { path, train, test, classes } = options, root = folderOf("voc", path, context);
    const source = {
      name: "voc",
      root,
      layout: { train: [["", train]], test: [["", test]] },
      classes: classes?.split("+"),
      attribution: `Images of the folder ${basename(root)}.`,
    } as const;
    return await readLayout(source, options, context);
  },
});

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

/** VOC 2007: trained on trainval, tested on test. */
export const voc2007 = publishedVoc({
  name: "voc2007",
  years: "2007",
  folders: [VOC2007],
  train: [["VOC2007", "trainval"]],
  test: [["VOC2007", "test"]],
  sizes: { train: 5011, test: 4952 },
});

/** VOC 2012, whose test set is not public: trained on train, tested on val. */
export const voc2012 = publishedVoc({
  name: "voc2012",
  years: "2012",
  folders: [VOC2012],
  train: [["VOC2012", "train"]],
  test: [["VOC2012", "val"]],
  sizes: { all: 11_540 },
});

/** VOC 07+12, as detectors are usually trained: both trainval sets, tested on test of 2007. */
export const voc0712 = publishedVoc({
  name: "voc0712",
  years: "2007 and 2012",
  folders: [VOC2007, VOC2012],
  train: [["VOC2007", "trainval"], ["VOC2012", "trainval"]],
  test: [["VOC2007", "test"]],
  sizes: { train: 16_551, test: 4952 },
});
