/**
 * Three sets of class folders hosted by Kaggle, which require an account there and have no published
 * checksum.
 */
import { numberOption } from "../spec.ts";
import { listImages } from "./image_files/list.ts";
import { checkClassCount, imageSetLoader } from "./image_files/set.ts";
import type { DatasetLoader } from "./types.ts";

const obtain = (slug: string, folders: string): string =>
  `Download https://www.kaggle.com/datasets/${slug} (an account is needed) and unpack it so that the folder has ` +
  `${folders}.`;

const listOf = (classes: number) => async (root: string) => {
  const listing = await listImages(root);
  checkClassCount(listing, classes, root);
  return listing;
};

/** The data set Sport Balls, with its own test folder. */
export const sportBalls: DatasetLoader = imageSetLoader({
  name: "sport-balls",
  summary: "about 7,300 photos of 15 kinds of balls",
  folder: "sport-balls",
  contents: ["train", "test"],
  obtain: obtain(
    "samuelcortinhas/sports-balls-multiclass-image-classification",
    "train/<class>/… and test/<class>/…",
  ),
  attribution: "Sports Balls by Samuel Cortinhas on Kaggle, said to be CC0.",
  size: 224,
  list: listOf(15),
});

/** The data set Sea Animals, which has no test images, so that a tenth of every class is held out. */
export const seaAnimals: DatasetLoader = imageSetLoader({
  name: "sea-animals",
  summary: "13,711 photos of 23 kinds of sea animals; a tenth of each class is held out for testing",
  folder: "sea-animals",
  contents: [],
  obtain: obtain("vencerlanz09/sea-animals-image-dataste", "<class>/…"),
  attribution: "Sea Animals Image Dataset by its author vencerlanz09 on Kaggle.",
  size: 224,
  options: {
    seed:
      "random seed of the held-out tenth (42); our own stratified split, not scikit-learn's with the same seed",
  },
  heldOut: (spec) => ({ share: 0.1, seed: numberOption(spec, "seed", 42, { integer: true }) }),
  list: listOf(23),
  publishedSizes: () => ({ all: 13_711 }),
});

/** The data set Architectural Heritage Elements (Llamas et al., 2017), with its own test folder. */
export const ahe: DatasetLoader = imageSetLoader({
  name: "ahe",
  summary: "10,130 + 1,404 photos of 10 elements of architecture, 64×64 pixels, resized to 128",
  folder: "ahe",
  contents: ["train", "test"],
  obtain: obtain(
    "ikobzev/architectural-heritage-elements-image64-dataset",
    "train/<class>/… and test/<class>/…",
  ),
  attribution:
    "Architectural Heritage Elements image dataset, J. Llamas et al., Applied Sciences 7 (2017), as on Kaggle.",
  size: 128,
  list: listOf(10),
  // Altar, apse, bell tower, column, inner and outer dome, flying buttress, gargoyle, stained glass, vault.
  imagesPerClass: {
    train: [828, 505, 1057, 1914, 589, 1175, 405, 1562, 998, 1097],
    test: [140, 50, 170, 210, 69, 142, 70, 240, 150, 163],
  },
});
