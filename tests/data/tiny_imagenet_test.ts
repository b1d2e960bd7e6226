import assert from "node:assert/strict";
import { loadDataset } from "../../src/data/mod.ts";
import { jpeg, withFiles } from "./image_files.ts";

/**
 * Three classes of two training images and three test images in the archive's layout; wnids.txt is not
 * sorted.
 */
const TREE = {
  "wnids.txt": "n02000000\nn01000000\nn03000000\n",
  "words.txt": "n01000000\tcrane, a bird\nn02000000\tgoldfish, Carassius auratus\nn03000000\tcrane\n",
  ...Object.fromEntries(
    ["n01000000", "n02000000", "n03000000"].flatMap((wnid, k) =>
      [0, 1].map((i) => [`train/${wnid}/images/${wnid}_${i}.JPEG`, jpeg(64, 64, 10 * k + i)])
    ),
  ),
  "train/n01000000/n01000000_boxes.txt": "n01000000_0.JPEG\t0\t0\t9\t9\n",
  "val/images/val_0.JPEG": jpeg(64, 64, 50),
  "val/images/val_1.JPEG": jpeg(64, 64, 51),
  "val/images/val_2.JPEG": jpeg(64, 64, 52),
  "val/val_annotations.txt":
    "val_2.JPEG\tn01000000\t0\t0\t9\t9\nval_0.JPEG\tn03000000\t0\t0\t9\t9\nval_1.JPEG\tn02000000\t0\t0\t9\t9\n",
  "test/images/test_0.JPEG": jpeg(64, 64, 60),
};

const load = (root: string) => loadDataset("tiny-imagenet:size=16", { dataDir: root });

Deno.test("tiny-imagenet numbers classes by sorted name and tests on the labelled validation images", () =>
  withFiles(TREE, async (root) => {
    const { classes, shape, train, test } = await load(root);
    assert.deepEqual(classes, ["crane (n01000000)", "goldfish", "crane (n03000000)"]);
    assert.deepEqual([shape, [...train.labels], [...test.labels]], [[16, 16, 3], [0, 0, 1, 1, 2, 2], [
      2,
      1,
      0,
    ]]);
    assert.equal((await train.read([5, 0])).length, 2 * 16 * 16 * 3);
  }));

const refuses = (what: string, changes: Record<string, string>, message: RegExp): void =>
  Deno.test(`tiny-imagenet rejects ${what}`, () =>
    withFiles({ ...TREE, ...changes }, async (root) => {
      await assert.rejects(load(root), { name: "InputError", message });
    }));

const annotations = TREE["val/val_annotations.txt"];
refuses(
  "an image without an annotation",
  { "val/val_annotations.txt": annotations.replace(/val_0.*\n/, "") },
  /The image val\/images\/val_0\.JPEG has no class in .*val_annotations\.txt/,
);
refuses(
  "an annotation without its image",
  { "val/val_annotations.txt": `${annotations}val_7.JPEG\tn01000000\t0\t0\t9\t9\n` },
  /Cannot find the image val\/images\/val_7, which .*val_annotations\.txt names/,
);
refuses(
  "a class without images",
  { "wnids.txt": "n01000000\nn09000000\n" },
  /Cannot find the folder .*n09000000/,
);
refuses(
  "a list of classes that is none",
  { "wnids.txt": "<html>\n" },
  /wnids\.txt: "<html>" is not a class id/,
);

Deno.test("tiny-imagenet names its source if --data-dir lacks it", () =>
  withFiles({ "wnids.txt": "" }, async (root) => {
    await assert.rejects(load(root), {
      name: "InputError",
      message: /Cannot find tiny-imagenet: .* lacks tiny-imagenet-200\/wnids\.txt, tiny-imagenet-200\/train/,
    });
  }));
