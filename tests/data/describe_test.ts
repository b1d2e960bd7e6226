import assert from "node:assert/strict";
import { describeDataset, verifyDataset } from "../../src/data/describe.ts";
import { memorySplit } from "../../src/data/split.ts";
import type { Dataset } from "../../src/data/types.ts";

/** Images of one pixel with these values; the classes take turns. */
const split = (values: number[]) =>
  memorySplit({
    images: Uint8Array.from(values.flatMap((value) => [value, value, value])),
    shape: [1, 1, 3],
    labels: Int32Array.from(values, (_, i) => i % 2),
  });

const dataset = (train: number[], test: number[], files: string[] = []): Dataset => ({
  name: "dots",
  classes: ["even", "odd"],
  shape: [1, 1, 3],
  train: split(train),
  test: split(test),
  attribution: "Made up.",
  files,
  imagesPerClass: { train: 2, test: 1 },
});

Deno.test("describeDataset() counts the images of each class", async () => {
  const { train, test, files, location } = await describeDataset(dataset([1, 2, 3], [4, 5]));
  assert.deepEqual(train.perClass, [2, 1]);
  assert.deepEqual([test.size, test.groups, files.length, location], [2, null, 0, null]);
});

Deno.test("verifyDataset() finds nothing in a set as it was published", async () => {
  const good = dataset([1, 2, 3, 4], [5, 6]);
  assert.deepEqual(await verifyDataset(good, await describeDataset(good)), {
    testImagesInTrain: 0,
    faults: [],
  });
});

Deno.test("verifyDataset() names wrong counts, files that are copies, and test images among the training images", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const files = ["a.bin", "b.bin"].map((name) => `${folder}/${name}`);
    for (const path of files) await Deno.writeTextFile(path, "the same");
    const bad = dataset([1, 2, 3], [2, 9], files);
    assert.deepEqual(await verifyDataset(bad, await describeDataset(bad)), {
      testImagesInTrain: 1,
      faults: ['train has 1 images of class "odd", 2 were published', "b.bin is a copy of a.bin"],
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
