/** PASCAL VOC 2007, 2012 and both together, and any data set in their layout. */
import { basename, join, resolve } from "@std/path";
import { InputError, UsageError } from "../../errors.ts";
import { cacheDir } from "../../io/cache_dir.ts";
import { exists } from "../../io/exists.ts";
import { checkOptions, choiceOption, numberOption, type Spec } from "../../spec.ts";
import { detectionSplit } from "../detection/split.ts";
import { memoryBudget } from "../shards/split.ts";
import type { Dataset, DatasetLoader, DatasetOptions } from "../types.ts";
import { VOC_CLASSES } from "./classes.ts";
import { classesIn, numberClasses, readPart, type VocImage } from "./part.ts";

/** Image sets, each with its folder below the data set's. */
type Parts = readonly (readonly [folder: string, set: string])[];

/** What is read as training and as test images. */
interface Layout {
  readonly train: Parts;
  readonly test: Parts;
}

const COMMON = {
  size: "height and width of the squares that images are fitted into, grey bars around them (320)",
  boxes: "what a box that is not within its image does: refuse the data set (default) or clip it",
  on_error: "what a file that cannot be decoded does: refuse the data set (default) or skip the file",
};

const ANY = {
  path: "the folder, instead of --data-dir: JPEGImages, Annotations and ImageSets/Main are in it",
  train: "the image set that is trained on (trainval)",
  test: "the image set of the test (test)",
  classes: "their names in the order of their numbers, joined by +; those of the annotations by default",
  ...COMMON,
};

/** Reads both splits of a layout. */
async function read(
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

/** Any data set in VOC's layout. */
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
    return await read(
      spec,
      root,
      layout,
      spec.options.classes?.split("+"),
      `Images of the folder ${basename(root)}.`,
      given,
    );
  },
};

/** The folder that holds VOC2007 and VOC2012: in `--data-dir` or the cache. */
async function locate(name: string, { dataDir }: DatasetOptions, { train, test }: Layout): Promise<string> {
  const folders = [...new Set([...train, ...test].map(([folder]) => folder))];
  const base = dataDir ?? join(cacheDir(), "data");
  for (const place of [join(base, "VOCdevkit"), base]) {
    const there = await Promise.all(
      folders.map((folder) => exists(join(place, folder, "ImageSets", "Main"))),
    );
    if (!there.includes(false)) return resolve(place);
  }
  const missing = folders.map((folder) => join("VOCdevkit", folder)).join(" and ");
  throw new InputError(
    `Cannot find ${name}: ${base} lacks ${missing}. Unpack the archives of PASCAL VOC there, or name the ` +
      "folder that holds VOCdevkit with --data-dir",
  );
}

/** A published set. */
function published(name: string, years: string, layout: Layout): DatasetLoader {
  return {
    name,
    summary: `objects of 20 classes in photos: PASCAL VOC ${years}`,
    options: COMMON,
    source: "Unpack the archives of PASCAL VOC; --data-dir names the folder that holds VOCdevkit.",
    async load(given) {
      const spec: Spec = { name, options: given.options ?? {} };
      checkOptions(spec, Object.keys(COMMON));
      const root = await locate(name, given, layout);
      const attribution = `PASCAL VOC ${years} (Everingham et al.), photos from Flickr.`;
      return await read(spec, root, layout, VOC_CLASSES, attribution, given);
    },
  };
}

/** VOC 2007: trained on trainval, tested on test. */
export const voc2007: DatasetLoader = published("voc2007", "2007", {
  train: [["VOC2007", "trainval"]],
  test: [["VOC2007", "test"]],
});

/** VOC 2012, whose test set is not public: trained on train, tested on val. */
export const voc2012: DatasetLoader = published("voc2012", "2012", {
  train: [["VOC2012", "train"]],
  test: [["VOC2012", "val"]],
});

/** VOC 07+12, as detectors are usually trained: both trainval sets, tested on test of 2007. */
export const voc0712: DatasetLoader = published("voc0712", "2007 and 2012", {
  train: [["VOC2007", "trainval"], ["VOC2012", "trainval"]],
  test: [["VOC2007", "test"]],
});
