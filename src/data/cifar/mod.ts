/** CIFAR-10 and CIFAR-100 from their official binary archives (Krizhevsky, 2009). */
import type { Option } from "../../options.ts";
import { hostsOf } from "../archive.ts";
import { defineDataset } from "../define.ts";
import type { Dataset } from "../types.ts";
import { CIFAR10, CIFAR100_COARSE, CIFAR100_FINE, CIFAR100_SUPERCLASSES } from "./classes.ts";
import { type CifarArchive, loadCifar } from "./loader.ts";
import { resizedSplit } from "./resized.ts";

const ATTRIBUTION =
  "A. Krizhevsky: Learning Multiple Layers of Features from Tiny Images. Technical report, " +
  "University of Toronto, 2009. The images were collected from the web; no licence is stated.";

/** The official archive of CIFAR-10. */
export const CIFAR10_ARCHIVE: CifarArchive = {
  name: "cifar10",
  url: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
  md5: "c32a1d4ab5d03f1284b67883e8d87530",
  folder: "cifar-10-batches-bin",
  trainFiles: [1, 2, 3, 4, 5].map((n) => `data_batch_${n}.bin`),
  testFiles: ["test_batch.bin"],
  trainRecords: 10000,
  testRecords: 10000,
  layout: { side: 32, labelClasses: [10], labelIndex: 0 },
};

/** The official archive of CIFAR-100; its records name the superclass first, then the class. */
export const CIFAR100_ARCHIVE: CifarArchive = {
  name: "cifar100",
  url: "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz",
  md5: "03b5dce01913d631647c71ecec9e9cb8",
  folder: "cifar-100-binary",
  trainFiles: ["train.bin"],
  testFiles: ["test.bin"],
  trainRecords: 50000,
  testRecords: 10000,
  layout: { side: 32, labelClasses: [20, 100], labelIndex: 1 },
};

const source = ({ url, folder, md5 }: CifarArchive): string =>
  `Downloaded once from ${url} (md5 ${md5}), or read from --data-dir, the folder that contains ${folder}.`;

const SIZE = {
  kind: "integer",
  default: 32,
  range: { min: 8, max: 512 },
  help: "height and width in pixels; images are resized when read",
} as const satisfies Option;

type Images = Pick<Dataset, "shape" | "train" | "test" | "location" | "files">;

/** Resizes images to the requested size. */
function atSize<T extends Images>(images: T, size: number): T {
  const [side] = images.shape;
  if (size === side) return images;
  const resized = (split: T["train"]) => resizedSplit(split, side, size);
  return { ...images, shape: [size, size, 3], train: resized(images.train), test: resized(images.test) };
}

/** CIFAR-10. */
export const cifar10 = defineDataset({
  name: "cifar10",
  summary: "50,000 + 10,000 photos of 32×32 pixels, 10 classes",
  options: { size: SIZE },
  source: source(CIFAR10_ARCHIVE),
  hosts: hostsOf([CIFAR10_ARCHIVE]),
  async load({ size }, context) {
    return {
      name: "cifar10",
      classes: CIFAR10,
      attribution: `CIFAR-10. ${ATTRIBUTION}`,
      imagesPerClass: { train: 5000, test: 1000 },
      ...atSize(await loadCifar(CIFAR10_ARCHIVE, context), size),
    };
  },
});

/** CIFAR-100, with its 100 classes or their 20 superclasses. */
export const cifar100 = defineDataset({
  name: "cifar100",
  summary: "50,000 + 10,000 photos of 32×32 pixels, 100 classes",
  options: {
    labels: {
      kind: "choice",
      choices: ["fine", "coarse"],
      default: "fine",
      help: "fine: 100 classes; coarse: their 20 superclasses",
    },
    size: SIZE,
  },
  superclasses: true,
  source: source(CIFAR100_ARCHIVE),
  hosts: hostsOf([CIFAR100_ARCHIVE]),
  async load({ labels, size }, context) {
    const coarse = labels === "coarse";
    const layout = { ...CIFAR100_ARCHIVE.layout, labelIndex: coarse ? 0 : 1 };
    return {
      name: "cifar100",
      classes: coarse ? CIFAR100_COARSE : CIFAR100_FINE,
      ...(coarse ? {} : { superclasses: CIFAR100_SUPERCLASSES }),
      attribution: `CIFAR-100. ${ATTRIBUTION}`,
      imagesPerClass: coarse ? { train: 2500, test: 500 } : { train: 500, test: 100 },
      ...atSize(await loadCifar({ ...CIFAR100_ARCHIVE, layout }, context), size),
    };
  },
});
