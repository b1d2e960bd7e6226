/** Small image sets in the layouts of the published ones. */
import { jpeg, withFiles } from "../../data/image_files.ts";

type Files = Readonly<Record<string, string | Promise<Uint8Array>>>;

const many = (count: number, file: (index: number) => string, side: number): Files =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [file(index), jpeg(side, side, index)]));

/** So many class folders with so many images each. */
const classFolders = (part: string, classes: number, images: number, side: number): Files =>
  many(classes * images, (i) => `${part}kind ${String.fromCharCode(97 + i % classes)}/${i}.jpg`, side);

const FOOD: Files = {
  ...many(4, (i) => `food-101/images/${["apple_pie", "pizza"][i % 2]}/${i}.jpg`, 80),
  "food-101/meta/train.json": JSON.stringify({ apple_pie: ["apple_pie/0"], pizza: ["pizza/1"] }),
  "food-101/meta/test.json": JSON.stringify({ apple_pie: ["apple_pie/2"], pizza: ["pizza/3"] }),
};

const WNIDS = ["n01000000", "n02000000"];
const TINY: Files = {
  "tiny-imagenet-200/wnids.txt": WNIDS.join("\n"),
  ...many(4, (i) => `tiny-imagenet-200/train/${WNIDS[i % 2]}/images/${i}.JPEG`, 64),
  ...many(2, (i) => `tiny-imagenet-200/val/images/val_${i}.JPEG`, 64),
  "tiny-imagenet-200/val/val_annotations.txt": WNIDS.map((wnid, i) => `val_${i}.JPEG\t${wnid}\t0\t0\t9\t9`)
    .join("\n"),
};

const annotation = (name: string) =>
  `<annotation><size><width>80</width><height>80</height></size><object><name>${name}</name>` +
  "<difficult>0</difficult><bndbox><xmin>5</xmin><ymin>5</ymin><xmax>60</xmax><ymax>70</ymax></bndbox>" +
  "</object></annotation>";
const vocOf = (year: number): Files =>
  Object.fromEntries(
    Object.entries({
      ...many(4, (i) => `JPEGImages/${i}.jpg`, 80),
      ...Object.fromEntries(
        [0, 1, 2, 3].map((i) => [`Annotations/${i}.xml`, annotation(["cat", "dog"][i % 2]!)]),
      ),
      "ImageSets/Main/trainval.txt": "0\n1\n",
      "ImageSets/Main/test.txt": "2\n3\n",
    }).map(([name, file]) => [`VOCdevkit/VOC${year}/${name}`, file]),
  );

/** The files of a data set, below the folder that `--data-dir` names. */
const TREES: Readonly<Record<string, Files>> = {
  "tiny-imagenet": TINY,
  food101: FOOD,
  imagenet: {
    ...many(4, (i) => `imagenet/train/${WNIDS[i % 2]}/${i}.JPEG`, 80),
    ...many(2, (i) => `imagenet/val/${WNIDS[i]}/${i}.JPEG`, 80),
  },
  voc2007: vocOf(2007),
  voc0712: { ...vocOf(2007), ...vocOf(2012) },
  "sport-balls": {
    ...classFolders("sport-balls/train/", 15, 1, 40),
    ...classFolders("sport-balls/test/", 15, 1, 40),
  },
  "sea-animals": classFolders("sea-animals/", 23, 10, 40),
  ahe: { ...classFolders("ahe/train/", 10, 1, 64), ...classFolders("ahe/test/", 10, 1, 64) },
};

/** CIFAR's record files: their size is checked, so they are full of grey images, which take no space on the disk. */
async function writeCifar(root: string): Promise<void> {
  const files = [
    ...[1, 2, 3, 4, 5].map((n) => [`cifar-10-batches-bin/data_batch_${n}.bin`, 10_000 * 3073] as const),
    ["cifar-10-batches-bin/test_batch.bin", 10_000 * 3073],
    ["cifar-100-binary/train.bin", 50_000 * 3074],
    ["cifar-100-binary/test.bin", 10_000 * 3074],
  ] as const;
  for (const [name, bytes] of files) {
    await Deno.mkdir(`${root}/${name.split("/")[0]}`, { recursive: true });
    await Deno.writeFile(`${root}/${name}`, new Uint8Array());
    await Deno.truncate(`${root}/${name}`, bytes);
  }
}

/** Makes a small copy of a data set, and takes a cache of its own while it is used; embedded sets need none. */
export async function withTree(dataset: string, use: (root: string) => Promise<void>): Promise<void> {
  await withFiles(TREES[dataset] ?? {}, async (root) => {
    if (dataset.startsWith("cifar")) await writeCifar(root);
    await use(root);
  });
}
