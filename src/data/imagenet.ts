/** ImageNet of the challenge ILSVRC 2012 (Russakovsky et al., IJCV 2015), from its folders. */
import { join } from "@std/path";
import { InputError, UsageError } from "../errors.ts";
import { exists } from "../io/exists.ts";
import { type ImageListing, readFolder } from "./image_files/list.ts";
import { defineImageSet } from "./image_files/set.ts";
import { labelImages, readLines, WNID, wordsOf } from "./image_files/wordnet.ts";
import type { LabelledFile } from "./shards/file_split.ts";

/** Files that list the classes of validation images in a single folder: Kaggle's, and other common names. */
const LABEL_FILES = ["LOC_val_solution.csv", "val_labels.txt", "val_annotations.txt"];
const WORDS = "LOC_synset_mapping.txt";

/** Lists the images of some class folders. */
const listFolders = async (root: string, part: string, wnids: readonly string[]): Promise<LabelledFile[]> => {
  const files: LabelledFile[] = [];
  for (const [label, wnid] of wnids.entries()) {
    const folder = `${part}/${wnid}`, { images } = await readFolder(join(root, folder));
    if (images.length === 0) throw new InputError(`Class folder ${join(root, folder)} has no images`);
    for (const image of images) files.push({ name: `${folder}/${image}`, label });
  }
  return files;
};

/** Lists the validation images, in class folders or in a single folder with a file of labels. */
const listVal = async (root: string, wnids: readonly string[]): Promise<LabelledFile[]> => {
  const { folders, images } = await readFolder(join(root, "val"));
  if (folders.length > 0) return await listFolders(root, "val", wnids);
  for (const name of LABEL_FILES) {
    const path = join(root, name);
    if (!await exists(path)) continue;
    // "ILSVRC2012_val_00000001,n01751748 111 108 …": the first id is the image's class.
    const annotations = (await readLines(path)).map((line) =>
      line.split(/[\s,]+/).slice(0, 2) as [string, string]
    )
      .filter(([image]) => image !== "ImageId");
    return labelImages(images, "val", annotations, path, wnids);
  }
  throw new InputError(
    `Cannot tell the classes of the ${images.length} images in ${
      join(root, "val")
    }: put them into folders by ` +
      `class (val/n01440764/…), or put ${LABEL_FILES[0]} or ${
        LABEL_FILES[1]
      } (lines "image n01440764") into ${root}`,
  );
};

const list = async (root: string, wanted: number | undefined): Promise<ImageListing> => {
  const all = (await readFolder(join(root, "train"))).folders.filter((name) => WNID.test(name));
  const count = wanted ?? all.length;
  if (count > all.length) {
    throw new UsageError(
      `Cannot take the first ${count} classes: ${join(root, "train")} has only ${all.length}`,
    );
  }
  const wnids = all.slice(0, count), words = join(root, WORDS);
  return {
    classes: wordsOf(wnids, await exists(words) ? await readLines(words) : []),
    train: await listFolders(root, "train", wnids),
    test: await listVal(root, wnids),
  };
};

/** ImageNet; the validation images are the test set, as in the literature. */
export const imagenet = defineImageSet({
  name: "imagenet",
  summary: "ILSVRC 2012: 1,281,167 + 50,000 photos, 1,000 classes; classes=200 for the first 200",
  folder: "imagenet",
  contents: ["train", "val"],
  obtain: "Register at https://image-net.org, or get the challenge's data from Kaggle " +
    "(imagenet-object-localization-challenge, ILSVRC/Data/CLS-LOC); the folder has train/<id>/… and " +
    "val/<id>/…, or val/*.JPEG and LOC_val_solution.csv.",
  attribution:
    "ImageNet, ILSVRC 2012 (Russakovsky et al., IJCV 2015), whose terms allow non-commercial research and " +
    "education.",
  size: 224,
  options: {
    classes: {
      kind: "integer",
      range: { min: 2 },
      otherwise: "all",
      help: "use only the first n class folders, sorted by name",
    },
    fit: {
      kind: "choice",
      choices: ["crop", "stretch"],
      default: "crop",
      help: "crop: the shorter side is resized to 8/7 of the size and the middle is cut out; stretch: both " +
        "sides are resized",
    },
  },
  fit: (size, { fit }) => fit === "stretch" ? { size } : { size, shorter: Math.round(size * 8 / 7) },
  list: (root, { classes }) => list(root, classes),
  imagesPerClass: { test: 50 },
  publishedSizes: ({ classes = 1000 }) => classes === 1000 ? { train: 1_281_167, test: 50_000 } : undefined,
});
