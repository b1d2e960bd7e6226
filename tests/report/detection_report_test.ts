import assert from "node:assert/strict";
import { join } from "@std/path";
import { analyze, detectionsOf, objectsOf } from "../../src/analysis/mod.ts";
import { UsageError } from "../../src/errors.ts";
import { drawDetections, reportHtml, writeReport, writeTensorBoard } from "../../src/report/mod.ts";
import { inTemporaryFolder, makeUpDetectionRuns } from "../analysis/made_up_runs.ts";

const pictures = {
  title: "scenes:size=64",
  images: Uint8Array.from({ length: 2 * 64 * 64 * 3 }, (_, i) => i % 251),
  shape: [2, 64, 64],
  rows: [3, 20],
  arms: ["conventional", "cbm"],
} as const;

Deno.test("reportHtml() of detectors has classes, definitions, curves and pictures, and no accuracy", () =>
  inTemporaryFolder(async (root) => {
    await makeUpDetectionRuns(root, [0.4, 0.85]);
    const page = await reportHtml(await analyze([root]), {
      title: "Boxes",
      pictures: [pictures],
      isStatic: true,
    });
    const text = page.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
    for (
      const needed of [
        "mAP@.5 %",
        "mAP@.5:.95 %",
        "Class by class",
        "By other definitions",
        "VOC 2007, 11 points",
        "Line charts: precision over recall",
        "Detections",
        "True boxes",
        "YOLOv5’s settings for VOC 07+12",
        "Finding every object and guessing its class among 3 would give about 33.3%",
        "reached a mean average precision of",
        "come from the paired t test over seeds",
      ]
    ) assert.ok(text.includes(needed), needed);
    assert.doesNotMatch(text, /McNemar|[Aa]ccuracy|Guessing|hierarchical|CIFAR/);
    assert.doesNotMatch(page, /<script|<img|<iframe/);
    const sources = [...page.matchAll(/(?:<use href|<image href|src)="([^"]{5})/g)].map(([, start]) =>
      start!
    );
    assert.ok(sources.every((start) => start === "data:" || start.startsWith("#")));
    assert.equal(page.match(/<image id="detections/g)?.length, 2, "each test image once, for all columns");
  }));

Deno.test("drawDetections() draws true boxes dashed, beside each arm's confident detections", () =>
  inTemporaryFolder(async (root) => {
    await makeUpDetectionRuns(root, [0.4, 0.85]);
    const analysis = await analyze([root]), columns = drawDetections(analysis, pictures);
    assert.deepEqual(columns.map(({ title, svgs }) => [title, svgs.length]), [
      ["True boxes", 2],
      ["conventional", 2],
      ["cbm", 2],
    ]);
    const [run] = analysis.arms[1]!.runs;
    assert.ok(run?.metric === "map50");
    const found = detectionsOf(run.predictions, 40);
    for (const [k, row] of pictures.rows.entries()) {
      const sure = found[row]!.filter(({ score }) => score >= 0.25);
      assert.equal(columns[2]!.svgs[k]!.match(/<rect /g)?.length ?? 0, sure.length);
      const truth: number = objectsOf(run.targets, 40)[row]!.length;
      assert.equal(columns[0]!.svgs[k]!.match(/stroke-dasharray/g)?.length, truth);
    }
    assert.ok(columns[0]!.svgs[0]!.includes('width="128" height="128"'), "small pictures are enlarged");
    assert.throws(() => drawDetections(analysis, { ...pictures, rows: [3, 40] }), UsageError);
    assert.throws(() => drawDetections(analysis, { ...pictures, rows: [3] }), UsageError);
    assert.throws(() => drawDetections(analysis, { ...pictures, arms: ["cutout"] }), UsageError);
  }));

Deno.test("large pictures are shrunk, boxes with them", () =>
  inTemporaryFolder(async (root) => {
    await makeUpDetectionRuns(root, [0.7]);
    const shape = [1, 640, 640] as const, images = new Uint8Array(640 * 640 * 3);
    const analysis = await analyze([root]);
    const [truth] = drawDetections(analysis, { ...pictures, images, shape, rows: [3] });
    assert.ok(truth!.svgs[0]!.includes('width="320" height="320"'));
    const [run] = analysis.arms[0]!.runs;
    const targets = run!.targets as Float32Array;
    const at = targets.findIndex((image, i) => i % 7 === 0 && image === 3);
    assert.ok(truth!.svgs[0]!.includes(`<rect x="${targets[at + 3]! / 2}"`));
  }));

Deno.test("writeReport() and writeTensorBoard() also write the results of detectors", () =>
  inTemporaryFolder(async (root) => {
    await makeUpDetectionRuns(join(root, "runs"), [0.4, 0.85]);
    const analysis = await analyze([join(root, "runs")]);
    const files = await writeReport(analysis, join(root, "out"), { title: "Boxes", pictures: [pictures] });
    assert.match(await Deno.readTextFile(files.classes!), /^arm,class,objects,seeds,ap50_mean,ap50_sd,/);
    assert.match(await Deno.readTextFile(files.csv), /,map50_95_mean,map50_95_sd,metric,/);
    const table = await Deno.readTextFile(files.markdown);
    assert.match(
      table,
      /\nMean average precision at an overlap of 0\.5 \(mAP@\.5\) on the test set of the last epoch/,
    );
    const [board] = await writeTensorBoard(analysis, join(root, "board"));
    const events = new TextDecoder("latin1").decode(await Deno.readFile(board!));
    assert.ok(
      events.includes("map50/test") && events.includes("map50_95/test") && !events.includes("map50/train"),
    );
  }));
