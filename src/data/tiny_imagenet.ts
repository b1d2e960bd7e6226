/** Loads Tiny ImageNet-200 (Stanford CS231n): 200 classes of ImageNet at 64×64 pixels. */
import { join } from "@std/path";
import { InputError } from "../errors.ts";
import { exists } from "../io/exists.ts";
import { type ImageListing, readFolder } from "./image_files/list.ts";
import { defineImageSet } from "./image_files/set.ts";
import { labelImages, readLines, WNID, wordsOf } from "./image_files/wordnet.ts";
import { unzipTree } from "./unzip.ts";

const FOLDER = "tiny-imagenet-200", ANNOTATIONS = "val/val_annotations.txt";

const listTrain = async (root: string, wnids: readonly string[]): Promise<ImageListing["train"]> => {
  const files = [];
  for (const [label, wnid] of wnids.entries()) {
    const folder = `train/${wnid}/images`, { images } = await readFolder(join(root, folder));
    if (images.length === 0) throw new InputError(`Class folder ${join(root, folder)} has no images`);
    files.push(...images.map((image) => ({ name: `${folder}/${image}`, label })));
  }
  return files;
};

const list = async (root: string): Promise<ImageListing> => {
  const wnids = (await readLines(join(root, "wnids.txt"))).map((line) => line.trim()).sort();
  const wrong = wnids.find((wnid) => !WNID.test(wnid));
  if (wrong !== undefined) {
    throw new InputError(`Cannot read ${root}/wnids.txt: "${wrong}" is not a class id such as n01443537`);
  }
  const words = join(root, "words.txt");
  const { images } = await readFolder(join(root, "val/images"));
  const annotations = (await readLines(join(root, ANNOTATIONS)))
    .map((line) => line.split("\t").slice(0, 2) as [string, string]);
  return {
    classes: wordsOf(wnids, await exists(words) ? await readLines(words) : []),
    train: await listTrain(root, wnids),
    test: labelImages(images, "val/images", annotations, join(root, ANNOTATIONS), wnids),
  };
};

/** Tiny ImageNet-200. The labelled validation images are the test set: the archive's test images have no labels. */
export const tinyImagenet = defineImageSet({
  name: "tiny-imagenet",
  summary: "100,000 + 10,000 photos of 64×64 pixels, 200 classes of ImageNet; val is the test set",
  folder: FOLDER,
  contents: ["wnids.txt", "train", "val"],
  archive: {
    url: "https://cs231n.stanford.edu/tiny-imagenet-200.zip",
    md5: "90528d7ca1a48142e341f4ef8d21d0de",
    unpack: (archive, folder, onProgress) => unzipTree(archive, FOLDER, folder, onProgress),
  },
  obtain: "Its folder has wnids.txt, words.txt, train/<id>/images and val/images with val_annotations.txt.",
  attribution:
    "Tiny ImageNet-200, Stanford CS231n; images of ImageNet (Deng et al., CVPR 2009), whose terms allow " +
    "non-commercial research and education.",
  size: 64,
  list,
  imagesPerClass: { train: 500, test: 50 },
});
