import { join } from "@std/path";
import assert from "node:assert/strict";
import { accuracyByEpoch } from "../../src/analysis/charts/accuracy_by_epoch.ts";
import { analyze, groupArms, readRun, readRuns } from "../../src/analysis/mod.ts";
import { InputError, UsageError } from "../../src/errors.ts";
import { writeNpy } from "../../src/io/npy.ts";
import { runEvents } from "../../src/report/tensorboard/mod.ts";
import { inTemporaryFolder, makeUpRuns } from "./made_up_runs.ts";

const failsWith = (work: () => Promise<unknown>, message: RegExp) =>
  assert.rejects(work, (error: unknown) => error instanceof InputError && message.test(error.message));

Deno.test("readRuns() finds runs below a folder or named one by one, each once", async () => {
  await inTemporaryFolder(async (root) => {
    const dirs = await makeUpRuns(join(root, "table", "runs"));
    const { runs, notices } = await readRuns([root]);
    assert.deepEqual(runs.map(({ label, seed }) => `${label} ${seed}`).slice(0, 4), [
      "conventional 1",
      "conventional 2",
      "conventional 3",
      "cbm 1",
    ]);
    assert.deepEqual(notices, []);
    assert.equal((await readRuns([dirs[0]!, dirs[4]!, dirs[0]!])).runs.length, 2);
  });
});

Deno.test("readRun() computes accuracy from the predictions", async () => {
  await inTemporaryFolder(async (root) => {
    const [dir] = await makeUpRuns(root, { images: 300 });
    const run = await readRun(dir!);
    const right = run.predictions.filter((value, i) => value === run.targets[i]).length;
    assert.equal(run.accuracy, right / 300);
    assert.equal(run.epochs.length, 10);
    assert.deepEqual([run.method, run.seed, run.selection, run.imageSteps], [
      "conventional",
      1,
      "last",
      30_000,
    ]);
    assert.equal(run.groups?.length, 300);
  });
});

Deno.test("readRuns() names what is wrong with a run", async () => {
  await inTemporaryFolder(async (root) => {
    await failsWith(() => readRuns([root]), /No run found in/);
    await failsWith(() => readRuns([join(root, "nowhere")]), /nowhere: no such file or folder/);
    await assert.rejects(() => readRuns([]), UsageError);
    const [dir] = await makeUpRuns(root, { seeds: [1] });
    const path = (name: string) => join(dir!, name);
    await Deno.rename(path("targets.npy"), path("kept.npy"));
    await Deno.rename(path("metrics.jsonl"), path("kept.jsonl"));
    await failsWith(() => readRuns([root]), /lacks "metrics.jsonl" and "targets.npy": repeat the run/);
    await Deno.rename(path("kept.npy"), path("targets.npy"));
    const lines = await Deno.readTextFile(path("kept.jsonl"));
    await Deno.writeTextFile(path("metrics.jsonl"), `${lines.split("\n")[0]}\n{"epo`);
    await failsWith(() => readRuns([root]), /metrics.jsonl, line 2 is not JSON .*: repeat the run/);
    await Deno.writeTextFile(path("metrics.jsonl"), '{"epoch": 1}\n');
    await failsWith(() => readRuns([root]), /metrics.jsonl, line 1: "ratio" is missing/);
    await Deno.rename(path("kept.jsonl"), path("metrics.jsonl"));
    await writeNpy(path("predictions.npy"), { shape: [300], data: new Int32Array(300).fill(9) });
    await failsWith(() => readRuns([root]), /contradict each other: predictions.npy gives an accuracy of 0/);
    await writeNpy(path("predictions.npy"), { shape: [3], data: Int32Array.of(1, 2, 3) });
    await failsWith(
      () => readRuns([root]),
      /predictions.npy has 3 entries, but the test set has 300 images/,
    );
    await writeNpy(path("predictions.npy"), { shape: [300], data: new Float32Array(300) });
    await failsWith(() => readRuns([root]), /predictions.npy must be int32/);
  });
});

Deno.test("readRuns() rejects an unfinished run, or skips it with a notice on request", async () => {
  await inTemporaryFolder(async (root) => {
    const dirs = await makeUpRuns(root, { seeds: [1, 2] });
    await Deno.remove(join(dirs[1]!, "summary.json"));
    await failsWith(() => readRuns([root]), /arm0-seed2 is not finished/);
    const { runs, notices } = await readRuns([root], { skipUnfinished: true });
    assert.equal(runs.length, 5);
    assert.match(notices.join(), /Skipped .*arm0-seed2: the run is not finished/);
    for (const dir of dirs) await Deno.remove(join(dir, "summary.json")).catch(() => {});
    await failsWith(() => readRuns([root], { skipUnfinished: true }), /No run in .* is finished/);
  });
});

Deno.test("readRuns() counts a run with a damaged summary as neither finished nor unfinished", async () => {
  await inTemporaryFolder(async (root) => {
    const [dir] = await makeUpRuns(root, { seeds: [1, 2] }), path = join(dir!, "summary.json");
    await Deno.writeTextFile(path, "{}");
    for (const skipUnfinished of [false, true]) {
      await failsWith(
        () => readRuns([root], { skipUnfinished }),
        /Cannot use .*arm0-seed1.summary.json: "finished" is missing.* Delete the file and resume the run/,
      );
    }
    await Deno.writeTextFile(path, '{"format": 3}');
    await failsWith(() => readRuns([root], { skipUnfinished: true }), /its format is 3, .* formats up to 2/);
  });
});

const oneTestSet = { severalTestSets: false };

Deno.test("readRuns() rejects runs tested on different images when one test set is expected", async () => {
  await inTemporaryFolder(async (root) => {
    await makeUpRuns(join(root, "a"), { seeds: [1], images: 300 });
    await makeUpRuns(join(root, "b"), { seeds: [2], images: 200 });
    await failsWith(() => readRuns([root], oneTestSet), /tested on different images \(300 and 200\)/);
    assert.equal((await readRuns([root])).runs.length, 6);
  });
  await inTemporaryFolder(async (root) => {
    await makeUpRuns(join(root, "a"), { seeds: [1] });
    await makeUpRuns(join(root, "b"), { seeds: [2], clusters: 30 });
    await failsWith(() => readRuns([root], oneTestSet), /different images/);
  });
});

Deno.test("readRuns() reads a table's runs, but not the run that prepared them", async () => {
  await inTemporaryFolder(async (root) => {
    await makeUpRuns(join(root, "table", "runs"), { seeds: [1] });
    const [teacher] = await makeUpRuns(join(root, "table", "prepared"), { seeds: [1000] });
    for (const dir of [root, join(root, "table")]) assert.equal((await readRuns([dir])).runs.length, 3);
    assert.equal((await readRuns([teacher!])).runs[0]?.seed, 1000, "asked for by itself it is there");
  });
});

Deno.test("readRuns() counts a run in two tables once, and says so", async () => {
  await inTemporaryFolder(async (root) => {
    await makeUpRuns(join(root, "a"), { seeds: [1, 2] });
    const arms = [{ label: "conventional", accuracy: 0.45 }];
    await makeUpRuns(join(root, "b"), { seeds: [1, 2], arms });
    const { runs, notices } = await readRuns([root]);
    assert.equal(runs.length, 6);
    assert.match(notices.join(), /Skipped as copies of other runs, .*: arm0-seed1, arm0-seed2\.$/);
  });
});

Deno.test("groupArms() puts conventional training first and rejects a seed that occurs twice", async () => {
  await inTemporaryFolder(async (root) => {
    const arms = [{ label: "cbm", accuracy: 0.5 }, {
      label: "baseline",
      method: "conventional",
      accuracy: 0.5,
    }];
    await makeUpRuns(join(root, "a"), { seeds: [2, 1], arms });
    const { runs } = await readRuns([root]);
    assert.deepEqual(groupArms(runs).map(({ label, runs }) => [label, ...runs.map(({ seed }) => seed)]), [
      ["baseline", 1, 2],
      ["cbm", 1, 2],
    ]);
    assert.throws(
      () => groupArms([...runs, { ...runs[0]!, dir: "elsewhere" }]),
      /Arm "cbm" has seed \d twice, in .*arm0-seed.* and elsewhere.*Name one of them/,
    );
  });
});

Deno.test("readRuns() distinguishes test images with the same labels and different pixels", async () => {
  await inTemporaryFolder(async (root) => {
    const dirs = await makeUpRuns(root);
    const hashes = { name: "made-up", train: "t", test: "one" };
    for (const [index, dir] of dirs.entries()) {
      const dataset = index === 2 ? { ...hashes, test: "other" } : hashes;
      await Deno.writeTextFile(join(dir, "environment.json"), JSON.stringify({ sessions: [{ dataset }] }));
    }
    await failsWith(() => readRuns([root], oneTestSet), /tested on different images/);
  });
});

Deno.test("runs evaluated every few epochs are read, drawn and exported to TensorBoard without the other epochs", async () => {
  await inTemporaryFolder(async (root) => {
    const dirs = await makeUpRuns(root, { evaluateEvery: 4, epochs: 10 });
    const { epochs } = await readRun(dirs[0]!);
    assert.deepEqual(epochs.filter((one) => one.testAccuracy !== undefined).map(({ epoch }) => epoch), [
      4,
      8,
      10,
    ]);
    assert.ok(
      epochs.every(({ trainAccuracy, testLoss }, index) =>
        trainAccuracy !== undefined && (testLoss === undefined) === ![4, 8, 10].includes(index + 1)
      ),
    );
    const analysis = await analyze([root], { resamples: 100 });
    const points = JSON.parse(JSON.stringify(accuracyByEpoch(analysis).spec)).layer[0].data.values;
    assert.deepEqual(
      points.filter(({ arm }: { arm: string }) => arm === "cbm").map(({ epoch }: { epoch: number }) => epoch),
      [4, 8, 10],
    );
    assert.ok(points.every(({ accuracy }: { accuracy: number }) => accuracy > 0));
    const events = new TextDecoder("latin1").decode(runEvents(analysis.arms[0]!.runs[0]!));
    assert.equal(events.split("accuracy/test").length - 1, 3);
    assert.equal(events.split("accuracy/train").length - 1, 10);
  });
});

Deno.test("readRun() rejects a run whose last epoch was not evaluated", async () => {
  await inTemporaryFolder(async (root) => {
    const [dir] = await makeUpRuns(root, { evaluateEvery: 4, epochs: 10 });
    const path = join(dir!, "metrics.jsonl"), lines = (await Deno.readTextFile(path)).split("\n");
    await Deno.writeTextFile(path, lines.slice(0, 9).join("\n"));
    await failsWith(() => readRun(dir!), /last epoch .* was not evaluated: repeat the run/);
  });
});

Deno.test("readRun() rejects a run whose epochs are not 1, 2, 3 …", async () => {
  await inTemporaryFolder(async (root) => {
    const [dir] = await makeUpRuns(root);
    const path = join(dir!, "metrics.jsonl"), lines = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, lines + lines);
    await failsWith(() => readRun(dir!), /Line 11 of .*metrics.jsonl belongs to epoch 1: repeat the run/);
  });
});
