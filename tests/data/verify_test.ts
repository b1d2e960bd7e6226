import assert from "node:assert/strict";
import { describeDataset } from "../../src/data/describe.ts";
import { loadDataset } from "../../src/data/mod.ts";
import { memorySplit } from "../../src/data/memory_split.ts";
import type { Dataset } from "../../src/data/types.ts";
import { verifyDataset } from "../../src/data/verify.ts";
import { cbm } from "../end_to_end/command.ts";
import { png, withFiles } from "./image_files.ts";

/** Images of one pixel with these values; the classes take turns. */
const split = (values: readonly number[]) =>
  memorySplit({
    images: Uint8Array.from(values.flatMap((value) => [value, value, value])),
    shape: [1, 1, 3],
    labels: Int32Array.from(values, (_, i) => i % 2),
  });

const dataset = (
  train: readonly number[],
  test: readonly number[],
  more: Partial<Dataset> = {},
): Dataset => ({
  name: "dots",
  classes: ["even", "odd"],
  shape: [1, 1, 3],
  train: split(train),
  test: split(test),
  attribution: "Made up.",
  ...more,
});

const verify = async (set: Dataset) => await verifyDataset(set, await describeDataset(set));
const perClass = { imagesPerClass: { train: 2, test: 1 } };

Deno.test("verifyDataset() finds no fault in a data set as published", async () => {
  const nothing = { testImagesInTrain: 0, notCompared: [], faults: [] };
  assert.deepEqual(await verify(dataset([1, 2, 3, 4], [5, 6], perClass)), nothing);
  assert.deepEqual(await verify(dataset([1, 2, 3, 4], [5, 6], { publishedSizes: { all: 6 } })), nothing);
  assert.deepEqual(await verify(dataset([1, 2], [5], { publishedSizes: { train: 2, test: 1 } })), nothing);
});

Deno.test("verifyDataset() names wrong counts of classes, files that are copies, and copied test images", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const files = ["a.bin", "b.bin"].map((name) => `${folder}/${name}`);
    for (const path of files) await Deno.writeTextFile(path, "the same");
    assert.deepEqual(await verify(dataset([1, 2, 3], [2, 9], { ...perClass, files })), {
      testImagesInTrain: 1,
      notCompared: [],
      faults: [
        'train has 1 images of class "odd", but 2 were published',
        "b.bin is a copy of a.bin",
        "1 of 2 test images are copies of training images",
      ],
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("verifyDataset() counts few copies between the splits without judging them", async () => {
  const { testImagesInTrain, faults } = await verify(
    dataset([1, 2, 3], [1, ...Array.from({ length: 19 }, (_, i) => 100 + i)]),
  );
  assert.deepEqual([testImagesInTrain, faults], [1, []]);
});

Deno.test("verifyDataset() compares whole splits or sets if no finer counts were published", async () => {
  const { faults } = await verify(dataset([1, 2, 3], [4], { publishedSizes: { train: 5011, test: 1 } }));
  assert.deepEqual(faults, ["train has 3 images, but 5011 were published"]);
  const divided = await verify(dataset([1, 2, 3], [4], { publishedSizes: { all: 13711 } }));
  assert.deepEqual(divided.faults, ["the set has 4 images, but 13711 were published"]);
});

Deno.test("verifyDataset() names the splits that it could not compare", async () => {
  assert.deepEqual((await verify(dataset([1, 2], [3]))).notCompared, ["train", "test"]);
  const half = await verify(dataset([1, 2], [3, 4], { imagesPerClass: { test: 1 } }));
  assert.deepEqual([half.notCompared, half.faults], [["train"], []]);
});

const kinds = (count: number) => Array.from({ length: count }, (_, i) => `kind${String(i).padStart(2, "0")}`);

Deno.test("data sea-animals --verify fails on a fraction of the set whose test images are all copies", () =>
  withFiles(
    Object.fromEntries(
      kinds(23).flatMap((kind, k) => [0, 1].map((i) => [`${kind}/${i}.png`, png(8, 8, k)])),
    ),
    async (root) => {
      const args = ["data", "sea-animals:size=8", "--data-dir", root, "--verify", "--quiet"];
      const { code, stdout, stderr } = await cbm(args, { env: { CBM_CACHE_DIR: `${root}/../cache` } });
      assert.equal(code, 1);
      assert.match(stdout, /fault +the set has 46 images, but 13711 were published/);
      assert.match(stdout, /fault +23 of 23 test images are copies of training images/);
      assert.doesNotMatch(stdout, /no fault found/);
      assert.match(stderr, /sea-animals failed verification: the set has 46 images/);
    },
  ));

Deno.test("data sport-balls --verify does not claim a comparison with counts that nobody published", () =>
  withFiles(
    Object.fromEntries(
      kinds(15).flatMap((kind, k) => [
        [`train/${kind}/a.png`, png(8, 8, k)],
        [`test/${kind}/a.png`, png(8, 8, 100 + k)],
      ]),
    ),
    async (root) => {
      const args = ["data", "sport-balls:size=8", "--data-dir", root, "--verify", "--quiet"];
      const { code, stdout } = await cbm(args, { env: { CBM_CACHE_DIR: `${root}/../cache` } });
      assert.equal(code, 0);
      assert.match(stdout, /train +image count not compared: no published count/);
      assert.match(stdout, /test +image count not compared: no published count/);
      assert.doesNotMatch(stdout, /no fault found/);
    },
  ));

Deno.test("ImageNet's published numbers are those of all classes", () => {
  const files = Object.fromEntries(
    ["n01440764", "n01443537"].flatMap((wnid, k) => [
      [`train/${wnid}/a.png`, png(8, 8, k)],
      [`val/${wnid}/a.png`, png(8, 8, 10 + k)],
    ]),
  );
  return withFiles(files, async (root) => {
    const sizes = async (options: string) =>
      (await loadDataset(`imagenet:size=8${options}`, { dataDir: root })).publishedSizes;
    assert.deepEqual(await sizes(""), { train: 1281167, test: 50000 });
    assert.equal(await sizes(",classes=2"), undefined);
  });
});
