import { join } from "@std/path";
import assert from "node:assert/strict";
import {
  analysisToJson,
  analyze,
  classRows,
  classTable,
  definitionTable,
  detectionResults,
  mcnemarTable,
  readableTable,
  readRun,
  resultTable,
} from "../../src/analysis/mod.ts";
import { evaluateDetections } from "../../src/detect/evaluate.ts";
import { InputError } from "../../src/errors.ts";
import { readNpy, writeNpy } from "../../src/io/npy.ts";
import { inTemporaryFolder, makeUpDetectionRuns, makeUpMultiLabelRuns } from "./made_up_runs.ts";

const failsWith = (work: () => Promise<unknown>, message: RegExp) =>
  assert.rejects(work, (error: unknown) => error instanceof InputError && message.test(error.message));

Deno.test("readRun() computes mean average precision from the boxes", () =>
  inTemporaryFolder(async (root) => {
    const [dir] = await makeUpDetectionRuns(root, [0.7]);
    const run = await readRun(dir!);
    assert.ok(run.metric === "map50");
    assert.deepEqual([run.testImages, run.classes.length, run.groups], [40, 3, undefined]);
    const stated = JSON.parse(await Deno.readTextFile(join(dir!, "summary.json"))).selected;
    assert.ok(Math.abs(run.accuracy - stated.test_accuracy) < 1e-12);
    assert.ok(run.accuracy > 0.3 && run.accuracy < 0.95, `${run.accuracy}`);
    assert.equal(run.scores.map50To95, stated.test_map);
    assert.equal(run.epochs[0]!.trainAccuracy, undefined);
    assert.equal(run.epochs.at(-1)!.testMap, stated.test_map);
  }));

Deno.test("readRun() names what is wrong with a detector's files", () =>
  inTemporaryFolder(async (root) => {
    const [dir] = await makeUpDetectionRuns(root, [0.7]);
    const path = join(dir!, "predictions.npy"), { shape, data } = await readNpy(path);
    const rows = Float32Array.from(data as Float32Array);
    const write = (change: (copy: Float32Array) => void) => {
      const copy = Float32Array.from(rows);
      change(copy);
      return writeNpy(path, { shape, data: copy });
    };
    await write((copy) => copy[0] = 40);
    await failsWith(() => readRun(dir!), /Row 0 of .*predictions.npy is damaged.*40 images and 3 classes/);
    await write((copy) => copy[8] = 3);
    await failsWith(() => readRun(dir!), /Row 1 of .*predictions.npy is damaged/);
    await write((copy) => copy[3] = NaN);
    await failsWith(() => readRun(dir!), /Row 0 of .*predictions.npy is damaged/);
    await write((copy) => copy.subarray(0, 70).fill(0));
    await failsWith(
      () => readRun(dir!),
      /contradict each other: predictions.npy gives a mean average precision/,
    );
    await writeNpy(path, { shape: [7], data: new Float32Array(7) });
    await failsWith(() => readRun(dir!), /predictions.npy must be float32 \[N, 7\], not Float32Array \[7\]/);
    await writeNpy(path, { shape, data: rows });
    await writeNpy(join(dir!, "targets.npy"), { shape: [0, 7], data: new Float32Array(0) });
    await failsWith(() => readRun(dir!), /targets.npy contains no object/);
    const summary = join(dir!, "summary.json"), old = JSON.parse(await Deno.readTextFile(summary));
    await Deno.writeTextFile(summary, JSON.stringify({ ...old, metric: "map75" }));
    await failsWith(
      () => readRun(dir!),
      /summary.json: "metric" must be "accuracy", "map" or "map50", not "map75"/,
    );
  }));

Deno.test("a detector that found nothing has a mean average precision of 0", () =>
  inTemporaryFolder(async (root) => {
    const [dir] = await makeUpDetectionRuns(root, [0.7]);
    await writeNpy(join(dir!, "predictions.npy"), { shape: [0, 7], data: new Float32Array(0) });
    const path = join(dir!, "summary.json"), summary = JSON.parse(await Deno.readTextFile(path));
    const selected = { ...summary.selected, test_accuracy: 0 };
    await Deno.writeTextFile(path, JSON.stringify({ ...summary, selected }));
    assert.equal((await readRun(dir!)).accuracy, 0);
  }));

Deno.test("analyze() compares detectors over seeds only, and shows both mean average precisions", () =>
  inTemporaryFolder(async (root) => {
    await makeUpDetectionRuns(root, [0.4, 0.85]);
    const analysis = await analyze([root]), [comparison] = analysis.comparisons;
    assert.deepEqual([analysis.metric, analysis.test.images], ["map50", 40]);
    assert.equal(comparison?.interval?.p, comparison?.overSeeds.pairedT?.twoSidedP);
    assert.ok(comparison?.overSeeds.wilcoxonP && comparison.overSeeds.effectSize);
    assert.equal(comparison.verdict, "significant at 0.05");
    assert.equal(mcnemarTable(analysis).numRows(), 0);

    const table = readableTable(analysis), names = table.columnNames();
    assert.ok(names.includes("mAP@.5 %") && names.includes("mAP@.5:.95 %"), names.join());
    const numbers = resultTable(analysis);
    assert.equal(numbers.get("metric", 0), "map50");
    const runs = analysis.arms[0]!.runs.map((run) => run.metric === "map50" ? run.scores.map50To95! : NaN);
    const mean = 100 * runs.reduce((a, b) => a + b) / 5;
    assert.ok(Math.abs(Number(numbers.get("map50_95_mean", 0)) - mean) < 1e-5);
    assert.ok(mean < 100 * analysis.arms[0]!.mean);
    assert.ok(JSON.stringify(analysisToJson(analysis)).includes('"map50_95":0.'));
  }));

Deno.test("classTable() and classRows() have every class and arm", () =>
  inTemporaryFolder(async (root) => {
    await makeUpDetectionRuns(root, [0.4, 0.85]);
    const analysis = await analyze([root]), table = classTable(analysis), rows = classRows(analysis);
    assert.deepEqual(table.columnNames(), ["Class", "Objects", "conventional", "cbm"]);
    assert.deepEqual(table.array("Class"), ["animal", "face", "food"]);
    assert.match(String(table.get("cbm", 0)), /^\d+\.\d\d ± \d+\.\d\d$/);
    const counts = (table.array("Objects") as string[]).map(Number);
    const [run] = analysis.arms[0]!.runs;
    assert.equal(
      counts.reduce((a, b) => a + b),
      run!.targets.length / 7 - 4,
      "the four difficult objects do not count",
    );
    assert.equal(rows.numRows(), 6);
    const mean = [0, 1, 2].reduce((sum, row) => sum + Number(rows.get("ap50_mean", row)), 0) / 3;
    assert.ok(Math.abs(mean - 100 * analysis.arms[0]!.mean) < 1e-4, "their mean is the arm's");
  }));

Deno.test("definitionTable() measures the same boxes by every definition", () =>
  inTemporaryFolder(async (root) => {
    await makeUpDetectionRuns(root, [0.6]);
    const analysis = await analyze([root]), table = definitionTable(analysis);
    assert.deepEqual(table.columnNames(), [
      "Method",
      "YOLOv5, 101 points",
      "COCO, 101 points",
      "VOC 2010, all points",
      "VOC 2007, 11 points",
    ]);
    const runs = analysis.arms[0]!.runs.filter((run) => run.metric === "map50");
    const expected = runs.map((run) => evaluateDetections(detectionResults(run, 40), 3, "voc2007").map50!)
      .reduce((a, b) => a + b) / 5;
    assert.ok(String(table.get("VOC 2007, 11 points", 0)).startsWith((100 * expected).toFixed(2)));
    assert.ok(
      String(table.get("YOLOv5, 101 points", 0)).startsWith((100 * analysis.arms[0]!.mean).toFixed(2)),
    );
  }));

Deno.test("detectors are not compared with classifiers", () =>
  inTemporaryFolder(async (root) => {
    await makeUpDetectionRuns(join(root, "a"), [0.6]);
    await makeUpMultiLabelRuns(join(root, "b"), [0.5]);
    await failsWith(
      () => analyze([root]),
      /one was measured by mean average precision \(mAP\), .*overlap of 0.5/,
    );
  }));
