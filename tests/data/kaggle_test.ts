import assert from "node:assert/strict";
import { loadDataset } from "../../src/data/mod.ts";
import { jpeg, withFiles } from "./image_files.ts";

/** Describes class folders below several folders, each with the given number of images. */
const tree = (parts: readonly string[], classes: number, images: number) => {
  const picture = jpeg(16, 12, 1);
  return Object.fromEntries(
    parts.flatMap((part) =>
      Array.from(
        { length: classes * images },
        (_, i) => [`${part}kind ${String.fromCharCode(97 + i % classes)}/${i}.jpg`, picture],
      )
    ),
  );
};

Deno.test("sport-balls and ahe use their own train and test folders", async () => {
  for (const [name, classes] of [["sport-balls", 15], ["ahe", 10]] as const) {
    await withFiles(tree([`${name}/train/`, `${name}/test/`], classes, 2), async (root) => {
      const dataset = await loadDataset(`${name}:size=8`, { dataDir: root });
      assert.deepEqual([dataset.classes.length, dataset.train.size, dataset.test.size], [
        classes,
        2 * classes,
        2 * classes,
      ]);
    });
  }
});

Deno.test("sea-animals holds out a tenth of every class, chosen by its seed", () =>
  withFiles(tree([""], 23, 10), async (root) => {
    const load = (options: string) => loadDataset(`sea-animals:size=8${options}`, { dataDir: root });
    const { train, test } = await load("");
    assert.deepEqual([train.size, [...test.labels]], [207, [...Array(23).keys()].sort((a, b) => a - b)]);
    assert.equal((await load(",seed=42")).test.contentHash, test.contentHash);
    assert.notEqual((await load(",seed=43")).test.contentHash, test.contentHash);
  }));

Deno.test("a data set hosted by Kaggle names its source, and rejects a folder of other classes", () =>
  withFiles(tree(["train/", "test/"], 3, 1), async (root) => {
    await assert.rejects(loadDataset("sport-balls", { dataDir: root }), {
      name: "InputError",
      message: /images has 3 classes, but the published set has 15/,
    });
    for (const name of ["sport-balls", "sea-animals", "ahe"]) {
      await assert.rejects(loadDataset(name), {
        name: "InputError",
        message: new RegExp(
          `^Cannot find ${name}: Download https://www\\.kaggle\\.com/datasets/.*an account is needed`,
        ),
      });
    }
  }));
