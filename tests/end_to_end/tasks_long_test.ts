/** Runs whose method also acts at test time, and multi-label runs. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { readNpy } from "../../src/io/npy.ts";
import { meanAveragePrecision } from "../../src/train/task/mod.ts";
import { cbmDone, cbmRefused, inTempDir } from "./command.ts";
import { assertSameRun, tinyTrain } from "./run_files.ts";

const summaryOf = async (run: string) => JSON.parse(await Deno.readTextFile(join(run, "summary.json")));

Deno.test("cbm evaluate changes the forward pass as the method did in the reported epoch", async () => {
  await inTempDir(async (folder) => {
    const env = { CBM_CACHE_DIR: join(folder, "cache") }, run = join(folder, "run");
    const method = ["--method", "cbm+cbs:every=1", "--select", "test", "--epochs", "3", "--train-size", "64"];
    await cbmDone(tinyTrain(run, ...method), { env });
    const { stdout } = await cbmDone(["evaluate", "--run", run, "--backend", "wasm", "--json"], { env });
    const { selected } = await summaryOf(run);
    assert.deepEqual(JSON.parse(stdout), {
      loss: selected.test_loss,
      accuracy: selected.test_accuracy,
      images: 100,
    });
  });
});

Deno.test("cbm train and evaluate: images with several labels are judged by mean average precision", async () => {
  await inTempDir(async (folder) => {
    const env = { CBM_CACHE_DIR: join(folder, "cache") },
      one = join(folder, "one"),
      two = join(folder, "two");
    const several = [
      "--dataset",
      "scenes:train=64,test=40,size=32",
      "--method",
      "cbm+mixup",
      "--epochs",
      "2",
    ];
    await cbmDone(tinyTrain(one, ...several), { env });
    const { metric, last, classes } = await summaryOf(one);
    assert.equal(metric, "map");
    assert.equal(last.metric, "map");
    const predictions = await readNpy(join(one, "predictions.npy"));
    const targets = await readNpy(join(one, "targets.npy"));
    assert.ok(predictions.data instanceof Float32Array && targets.data instanceof Uint8Array);
    assert.deepEqual(predictions.shape, [40, classes.length]);
    assert.deepEqual(targets.shape, [40, classes.length]);
    const answers = { scores: predictions.data, labels: targets.data };
    assert.equal(meanAveragePrecision(answers, classes.length), last.test_accuracy);

    const { stdout } = await cbmDone(["evaluate", "--run", one, "--backend", "wasm", "--json"], { env });
    const judged = JSON.parse(stdout);
    assert.deepEqual(judged, {
      loss: last.test_loss,
      accuracy: last.test_accuracy,
      images: 40,
      metric: "map",
    });

    await cbmDone(tinyTrain(two, ...several, "--quiet"), { env });
    await assertSameRun(one, two);
  });
});

Deno.test("cbm train rejects methods that cannot be combined", async () => {
  await inTempDir(async (folder) => {
    const run = (method: string) => tinyTrain(join(folder, "run"), "--method", method);
    await cbmRefused(run("cbm+cbm"), 2, ['"cbm"', "twice"]);
    await cbmRefused(run("cbm+cutmics"), 2, ['"cutmics"', '"cutmix"']);
  });
});
