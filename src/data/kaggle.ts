/** Three sets of class folders that Kaggle hosts: they need an account there, and no checksum is published. */
import { listImages } from "./image_files/list.ts";
import { checkClassCount, defineImageSet } from "./image_files/set.ts";

const obtain = (slug: string, folders: string): string =>
  `Download https://www.kaggle.com/datasets/${slug} (an account is needed) and unpack it so that the folder has ` +
  `${folders}.`;

const listOf = (classes: number) => async (root: string) => {
  const listing = await listImages(root);
  checkClassCount(listing, classes, root);
  return listing;
};

/** Sport Balls, with its own test folder. */
export const sportBalls = defineImageSet({
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

/** Sea Animals, which has no test images of its own: a tenth of every class is held out. */
export const seaAnimals = defineImageSet({
  name: "sea-animals",
  summary: "13,711 photos of 23 kinds of sea animals; a tenth of each class is held out for testing",
  folder: "sea-animals",
  contents: [],
  obtain: obtain("vencerlanz09/sea-animals-image-dataste", "<class>/…"),
  attribution: "Sea Animals Image Dataset by its author vencerlanz09 on Kaggle.",
  size: 224,
  options: {
    seed: {
      kind: "integer",
      default: 42,
      help:
        "seed that selects the held-out tenth, stratified by class; differs from scikit-learn's split with the same seed",
    },
  },
  heldOut: ({ seed }) => ({ share: 0.1, seed }),
  list: listOf(23),
  publishedSizes: () => ({ all: 13_711 }),
});

/** Architectural Heritage Elements (Llamas et al., 2017), with its own test folder. */
export const ahe = defineImageSet({
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
