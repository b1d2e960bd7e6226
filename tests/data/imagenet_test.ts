import assert from "node:assert/strict";
import sharp from "sharp";
import { loadDataset } from "../../src/data/mod.ts";
import { jpeg, withFiles } from "./image_files.ts";

const WNIDS = ["n01440764", "n01443537", "n01484850"];
const TRAIN = Object.fromEntries(
  WNIDS.flatMap((wnid, k) =>
    [0, 1].map((i) => [`train/${wnid}/${wnid}_${i}.JPEG`, jpeg(40, 30, 10 * k + i)])
  ),
);
const VAL_FOLDERS = Object.fromEntries(
  WNIDS.map((wnid, k) => [`val/${wnid}/ILSVRC2012_val_0000000${k}.JPEG`, jpeg(30, 40, 50 + k)]),
);
const VAL_FLAT = Object.fromEntries(
  [0, 1, 2].map((k) => [`val/ILSVRC2012_val_${k}.JPEG`, jpeg(30, 40, 50 + k)]),
);
const SOLUTION = "ImageId,PredictionString\nILSVRC2012_val_2,n01440764 1 2 3 4 \n" +
  "ILSVRC2012_val_0,n01484850 1 2 3 4 n01484850 5 6 7 8 \nILSVRC2012_val_1,n01443537 1 2 3 4\n";
const load = (root: string, options = "size=14") => loadDataset(`imagenet:${options}`, { dataDir: root });

Deno.test("imagenet reads class folders, and class names if it finds them", () =>
  withFiles(
    { ...TRAIN, ...VAL_FOLDERS, "LOC_synset_mapping.txt": "n01440764 tench, Tinca tinca\n" },
    async (root) => {
      const { classes, train, test } = await load(root);
      assert.deepEqual(classes, ["tench", "n01443537", "n01484850"]);
      assert.deepEqual([[...train.labels], [...test.labels]], [[0, 0, 1, 1, 2, 2], [0, 1, 2]]);
    },
  ));

Deno.test("imagenet reads validation images from one folder with Kaggle's solution file", () =>
  withFiles({ ...TRAIN, ...VAL_FLAT, "LOC_val_solution.csv": SOLUTION }, async (root) => {
    assert.deepEqual([...(await load(root)).test.labels], [2, 1, 0]);
    const two = await load(root, "size=14,classes=2");
    assert.deepEqual([two.classes.length, [...two.train.labels], [...two.test.labels]], [2, [0, 0, 1, 1], [
      1,
      0,
    ]]);
  }));

Deno.test("imagenet crops the centre by default and keeps the aspect ratio", async () => {
  // A red square in the middle of a wide grey image stays a square; stretched, it would not.
  const square = await sharp({ create: { width: 12, height: 12, channels: 3, background: "#f00" } }).png()
    .toBuffer();
  const wide = sharp({ create: { width: 80, height: 40, channels: 3, background: "#888" } })
    .composite([{ input: square }]).png().toBuffer() as Promise<Uint8Array>;
  await withFiles(
    { ...TRAIN, ...VAL_FOLDERS, [`train/${WNIDS[0]}/${WNIDS[0]}_0.png`]: wide },
    async (root) => {
      const redExtent = async (options: string): Promise<[number, number]> => {
        const { train, shape } = await load(root, options), size = shape[0], image = await train.read([1]);
        const red = (row: number, column: number) => image[(row * size + column) * 3 + 1]! < 60;
        const half = size / 2, all = [...Array(size).keys()];
        return [all.filter((i) => red(i, half)).length, all.filter((i) => red(half, i)).length];
      };
      const [height, width] = await redExtent("size=56");
      assert.ok(height === width && height > 14, `${height}×${width}`);
      const [tall, narrow] = await redExtent("size=56,fit=stretch");
      assert.ok(Math.abs(tall - 2 * narrow) <= 2, `${tall}×${narrow}`);
    },
  );
});

Deno.test("imagenet rejects unusable folders and options, naming them", async () => {
  await withFiles({ ...TRAIN, ...VAL_FLAT }, async (root) => {
    await assert.rejects(load(root), {
      name: "InputError",
      message: /Cannot tell the classes of the 3 images in .*val: .*LOC_val_solution\.csv/,
    });
    await Deno.writeTextFile(`${root}/LOC_val_solution.csv`, SOLUTION.replace(/ILSVRC2012_val_0.*\n/, ""));
    await assert.rejects(load(root), { message: /The image val\/ILSVRC2012_val_0\.JPEG has no class in/ });
    await assert.rejects(load(root, "classes=4"), {
      name: "UsageError",
      message: /Cannot take the first 4 classes: .*train has only 3/,
    });
  });
});
