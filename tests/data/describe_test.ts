import assert from "node:assert/strict";
import { describeDataset } from "../../src/data/describe.ts";
import { memorySplit } from "../../src/data/memory_split.ts";
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
});

Deno.test("describeDataset() counts the images of each class", async () => {
  const { train, test, files, location } = await describeDataset(dataset([1, 2, 3], [4, 5]));
  assert.deepEqual(train.perClass, [2, 1]);
  assert.deepEqual([test.size, test.groups, files.length, location], [2, null, 0, null]);
});
