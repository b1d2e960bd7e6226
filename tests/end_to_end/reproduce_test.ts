import assert from "node:assert/strict";
import { join } from "@std/path";
import { cbmDone, inTempDir } from "./command.ts";
import { refusedHere } from "./in_process.ts";

Deno.test("cbm reproduce --list names every table and recipe, with what a run costs", async () => {
  const { tables, measurements, recipes } = JSON.parse(
    (await cbmDone(["reproduce", "--list", "--json"])).stdout,
  );
  assert.deepEqual(tables.map(({ name }: { name: string }) => name).slice(0, 2), ["main", "rivals"]);
  assert.deepEqual(measurements, ["overhead"]);
  const food = recipes.find(({ name }: { name: string }) => name === "cvt13-pretrained-food101");
  assert.ok(food.flop > 1e16 && /CvT/.test(food.weights) && food.config.epochs === 40);
  const { stdout } = await cbmDone(["reproduce", "--list"]);
  assert.match(stdout, /main +quick: 15 runs of 25 epochs on emoji/);
  assert.match(stdout, /replication .*; small: 126 runs of 30 to 150 epochs on cifar10/);
  assert.match(stdout, /resnet18-cifar10 +3\.6e16 FLOP, 3\.5 days on one core/);
});

Deno.test("cbm reproduce and train reject options that do not go together, and name the remedy", async () => {
  await inTempDir(async (folder) => {
    const out = ["--out", join(folder, "out")];
    const refused = (code: 1 | 2, words: string[], ...args: string[]) =>
      refusedHere([...args, ...out], code, words);
    await refused(2, ['"second"', '"overhead"'], "reproduce", "--table", "second");
    await refused(2, ["--profile paper"], "reproduce", "--recipe", "resnet18-cifar100");
    const paper = ["reproduce", "--profile", "paper"];
    await refused(2, ['"resnet18-mnist"', '"resnet18-cifar10"'], ...paper, "--recipe", "resnet18-mnist");
    await refused(2, ["--weights", "CvT-13"], ...paper, "--recipe", "cvt13-pretrained-ahe");
    await refused(2, ["--weights", "CvT-13"], ...paper, "--table", "transfer");
    await refused(2, ['"epochs"'], "reproduce", "--table", "overhead", "--epochs", "3");
    await refused(2, ["quick", "best"], "reproduce", "--table", "overhead", "--profile", "best");
    await refused(1, ["cifar-10-batches-bin"], "reproduce", "--profile", "small", "--data-dir", folder);
    await refused(2, ["--weights", "CvT-13"], "train", "--recipe", "cvt13-pretrained-ahe");
    await refused(2, ['"much"', "512MiB"], "train", "--memory-cap", "much");
  });
});

Deno.test("cbm train --recipe uses the recipe, and options override it", async () => {
  await inTempDir(async (folder) => {
    const out = join(folder, "run"), env = { CBM_CACHE_DIR: join(folder, "cache") };
    const smaller = ["--dataset", "emoji:train=40,test=20", "--model", "resnet18:width=2", "--epochs", "1"];
    await cbmDone(
      ["train", "--recipe", "wide-resnet-tiny-imagenet", ...smaller, "--memory-cap", "64MiB", "--out", out]
        .concat(["--backend", "wasm", "--quiet"]),
      { env },
    );
    const config = JSON.parse(await Deno.readTextFile(join(out, "config.json")));
    assert.equal(config.optimizer, "sgd:momentum=0.9,weight_decay=0.0001");
    assert.deepEqual([config.batch, config.epochs], [64, 1]);
    assert.match(config.method, /^cbm:.*max=0\.4036/);
  });
});
