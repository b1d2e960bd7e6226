import assert from "node:assert/strict";
import { loadDataset } from "../../src/data/mod.ts";
import { jpeg, withFiles } from "./image_files.ts";

const TREE = {
  "food-101/images/pizza/11.jpg": jpeg(64, 48, 1),
  "food-101/images/pizza/12.jpg": jpeg(48, 64, 2),
  "food-101/images/apple_pie/21.jpg": jpeg(64, 64, 3),
  "food-101/images/apple_pie/22.jpg": jpeg(64, 64, 4),
  "food-101/meta/train.json": JSON.stringify({ pizza: ["pizza/12"], apple_pie: ["apple_pie/22"] }),
  "food-101/meta/test.json": JSON.stringify({ pizza: ["pizza/11"], apple_pie: ["apple_pie/21"] }),
};
const load = (root: string) => loadDataset("food101:size=24", { dataDir: root });

Deno.test("food101 follows the division of its meta files; its classes are sorted", () =>
  withFiles(TREE, async (root) => {
    const { classes, train, test, location } = await load(root);
    assert.deepEqual([classes, [...train.labels], [...test.labels]], [["apple_pie", "pizza"], [0, 1], [
      0,
      1,
    ]]);
    assert.equal(location, `${root}/food-101`);
    const same = await load(`${root}/food-101`); // the folder itself
    assert.equal(same.train.contentHash, train.contentHash);
  }));

const refuses = (what: string, changes: Record<string, string>, message: RegExp): void =>
  Deno.test(`food101 rejects ${what}`, () =>
    withFiles({ ...TREE, ...changes }, async (root) => {
      await assert.rejects(load(root), { name: "InputError", message });
    }));

const train = { pizza: ["pizza/12"], apple_pie: ["apple_pie/22"] };
refuses("a list of images that is damaged", { "food-101/meta/test.json": "{" }, /test\.json: it is not JSON/);
refuses(
  "names that lead elsewhere",
  { "food-101/meta/train.json": JSON.stringify({ ...train, pizza: ["../../secret"] }) },
  /train\.json: it must list names/,
);
refuses(
  "a class that lacks its test images",
  { "food-101/meta/test.json": "{}" },
  /no images of class "apple_pie"/,
);
refuses(
  "an image that is listed but missing",
  { "food-101/meta/train.json": JSON.stringify({ ...train, pizza: ["pizza/12", "pizza/99"] }) },
  /Cannot read .*images\/pizza\/99\.jpg: no such file/,
);
