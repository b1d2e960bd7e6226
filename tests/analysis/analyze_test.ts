import { join } from "@std/path";
import assert from "node:assert/strict";
import {
  analysisToJson,
  analyze,
  mcnemarTable,
  parseComparison,
  readableTable,
  smallestEffect,
} from "../../src/analysis/mod.ts";
import { UsageError } from "../../src/errors.ts";
import { writeJsonAtomic } from "../../src/io/atomic.ts";
import { writeNpy } from "../../src/io/npy.ts";
import { inTemporaryFolder, makeUpMultiLabelRuns, makeUpRuns } from "./made_up_runs.ts";

const arms = (gain: number) => [
  { label: "conventional", accuracy: 0.5 },
  { label: "cbm", accuracy: 0.5 + gain },
];

Deno.test("analyze() claims a large effect on enough seeds, and none where there is none", async () => {
  await inTemporaryFolder(async (root) => {
    const seeds = [1, 2, 3, 4, 5, 6];
    await makeUpRuns(join(root, "large"), { seeds, arms: arms(0.25) });
    const [large] = (await analyze([join(root, "large")], { resamples: 1000 })).comparisons;
    assert.equal(large?.verdict, "significant at 0.05");
    assert.ok(large.interval && large.interval.low > 0.1);
    await makeUpRuns(join(root, "none"), { seeds, arms: arms(0) });
    const [none] = (await analyze([join(root, "none")], { resamples: 1000 })).comparisons;
    assert.equal(none?.verdict, "not significant");
  });
});

Deno.test("analyze() claims nothing on three seeds, however large the effect, nor on one", async () => {
  await inTemporaryFolder(async (root) => {
    await makeUpRuns(join(root, "three"), { arms: arms(0.4), spread: 0.001 });
    const [three] = (await analyze([join(root, "three")], { resamples: 1000 })).comparisons;
    assert.equal(three?.verdict, "too few seeds to claim");
    assert.ok(three.interval && three.interval.p < 0.05);
    const relaxed = await analyze([join(root, "three")], { resamples: 1000, minimumSeeds: 3 });
    assert.equal(relaxed.comparisons[0]?.verdict, "significant at 0.05");
    await makeUpRuns(join(root, "one"), { seeds: [1], arms: arms(0.4) });
    const one = await analyze([join(root, "one")]);
    assert.deepEqual(
      [one.comparisons[0]?.interval, one.comparisons[0]?.adjustedP, one.comparisons[0]?.verdict],
      [null, null, "too few seeds to claim"],
    );
    assert.equal(one.arms[0]?.standardDeviation, null);
  });
});

Deno.test("analyze() can detect only larger gains when it corrects for more comparisons", async () => {
  await inTemporaryFolder(async (root) => {
    const dirs = await makeUpRuns(root, { seeds: [1, 2, 3, 4, 5] }), options = { resamples: 100 };
    const detectable = async (comparisons: string[], minimumSeeds?: number) =>
      (await analyze(dirs, { ...options, comparisons, ...(minimumSeeds && { minimumSeeds }) }))
        .comparisons[0]!.overSeeds.detectable;
    const alone = (await detectable(["cbm:conventional"]))!;
    const ofThree = (await detectable(["cbm:conventional", "random:conventional", "cbm:random"]))!;
    assert.ok(Math.abs(ofThree / alone - smallestEffect(5, 0.8, 0.05 / 3) / smallestEffect(5)) < 1e-9);
    assert.equal(await detectable(["cbm:conventional"], 6), null);
  });
});

Deno.test("analyze() compares as declared, corrects over all comparisons, and pairs by seed", async () => {
  await inTemporaryFolder(async (root) => {
    const dirs = await makeUpRuns(root);
    const declared = ["cbm:conventional", { treatment: "random", control: "conventional" }, "cbm:random"];
    const all = await analyze(dirs, { comparisons: declared, resamples: 1000 });
    assert.deepEqual(all.comparisons.map(({ treatment, control }) => [treatment, control]), [
      ["cbm", "conventional"],
      ["random", "conventional"],
      ["cbm", "random"],
    ]);
    for (const { interval, adjustedP } of all.comparisons) assert.ok(adjustedP! >= interval!.p);
    const smallest = Math.min(...all.comparisons.map(({ interval }) => interval!.p));
    assert.equal(Math.min(...all.comparisons.map(({ adjustedP }) => adjustedP!)), Math.min(1, 3 * smallest));
    const [first] = all.comparisons;
    assert.equal(
      first!.seeds[0]!.mcnemar!.onlyFirst - first!.seeds[0]!.mcnemar!.onlySecond,
      Math.round(
        300 * (first!.seeds[0]!.treatmentAccuracy - first!.seeds[0]!.controlAccuracy),
      ),
    );
    assert.deepEqual(await analyze(dirs, { comparisons: declared, resamples: 1000 }), all);
    const fewer = await analyze(dirs.slice(1, 6), { resamples: 200 }); // conventional without seed 1
    assert.deepEqual(fewer.comparisons[0]?.seeds.map(({ seed }) => seed), [2, 3]);
    assert.match(fewer.notices.join(), /Seed 1 of "cbm" has no partner in "conventional" and is ignored/);
    const apart = dirs.slice(0, 1).concat(dirs[4]!); // conventional with seed 1, cbm with seed 2
    await assert.rejects(() => analyze(apart, { comparisons: ["cbm:conventional"] }), /share no seed/);
    const byDefault = await analyze(apart);
    assert.deepEqual(byDefault.comparisons, []);
    assert.match(
      byDefault.notices.join(),
      /"cbm" and "conventional" share no seed, so they are not compared/,
    );
    await assert.rejects(
      () => analyze(dirs, { comparisons: [{ treatment: "cbs", control: "cbm" }] }),
      /Unknown arm "cbs": did you mean "cbm"\? Choose one of "conventional"/,
    );
    await assert.rejects(() => analyze(dirs, { comparisons: ["cbm:cbm"] }), /with itself/);
  });
});

Deno.test("analyze() reports settings that differ and epochs chosen on the test set", async () => {
  await inTemporaryFolder(async (root) => {
    const [dir] = await makeUpRuns(root, { seeds: [1] });
    const config = JSON.parse(await Deno.readTextFile(join(dir!, "config.json")));
    await writeJsonAtomic(join(dir!, "config.json"), { ...config, batch: 128 });
    const summary = JSON.parse(await Deno.readTextFile(join(dir!, "summary.json")));
    await writeJsonAtomic(join(dir!, "summary.json"), { ...summary, selection: "test" });
    const { notices, selection } = await analyze([root], { resamples: 100 });
    assert.equal(selection, "mixed");
    assert.match(notices.join("\n"), /The runs also differ in "batch" \(128 and 64\)/);
    assert.match(notices.join("\n"), /selected on the test set itself/);
  });
});

Deno.test("analyze() compares the mean average precisions of multi-label runs over seeds only", async () => {
  await inTemporaryFolder(async (root) => {
    await makeUpMultiLabelRuns(root, [0.3, 0.9]);
    const { metric, arms, comparisons, test } = await analyze([root], { comparisons: ["cbm:conventional"] });
    assert.equal(metric, "map");
    assert.deepEqual([test.images, test.classes.length], [60, 3]);
    const [comparison] = comparisons;
    assert.ok(arms[0]!.mean < 0.7 && arms[1]!.mean > arms[0]!.mean + 0.1, `${arms.map(({ mean }) => mean)}`);
    assert.ok(comparison?.overSeeds.pairedT);
    assert.equal(comparison.interval?.p, comparison.overSeeds.pairedT.twoSidedP);
    assert.deepEqual([comparison.percentile, comparison.seeds[0]?.mcnemar], [null, null]);
    assert.equal(comparison.verdict, "significant at 0.05");

    const table = readableTable(await analyze([root]));
    assert.ok(table.columnNames().includes("mAP %") && !table.columnNames().includes("Accuracy %"));
    assert.match(String(table.get("Gain, points", 1)), /^\+.*\*$/);
    assert.equal(mcnemarTable(await analyze([root])).numRows(), 0);
  });
});

Deno.test("analyze() rejects a comparison of accuracy with mean average precision, and scores of the wrong shape", async () => {
  await inTemporaryFolder(async (root) => {
    const [dir] = await makeUpMultiLabelRuns(join(root, "a"), [0.5]);
    await makeUpRuns(join(root, "b"), { seeds: [9] });
    await assert.rejects(
      () => analyze([root]),
      /one was measured by accuracy, the other by mean average/,
    );
    const scores = join(dir!, "predictions.npy");
    await writeNpy(scores, { shape: [90, 2], data: new Float32Array(180) });
    await assert.rejects(() => analyze([dir!]), /predictions.npy must be float32 \[N, 3\].*\[90, 2\]/);
    await writeNpy(scores, { shape: [60, 3], data: new Float32Array(180) });
    await assert.rejects(
      () => analyze([dir!]),
      /contradict each other: predictions.npy gives a mean average precision/,
    );
  });
});

Deno.test("analyze() makes no default comparisons without a conventional arm", async () => {
  await inTemporaryFolder(async (root) => {
    await makeUpRuns(root, { arms: [{ label: "cbm", accuracy: 0.5 }, { label: "random", accuracy: 0.5 }] });
    assert.deepEqual((await analyze([root])).comparisons, []);
  });
});

Deno.test("analysisToJson() contains numbers and configurations, and no paths of this machine", async () => {
  await inTemporaryFolder(async (root) => {
    await makeUpRuns(root);
    const text = JSON.stringify(analysisToJson(await analyze([root], { resamples: 100 })));
    assert.ok(!text.includes(root));
    const { arms, comparisons } = JSON.parse(text);
    assert.equal(arms[1].runs[0].folder, "arm1-seed1");
    assert.equal(arms[1].runs[0].config.model, "resnet18:width=8");
    assert.equal(comparisons[0].verdict, "too few seeds to claim");
    assert.equal(arms[0].runs[0].predictions, undefined);
  });
});

Deno.test("parseComparison() reads labels that contain colons", () => {
  const labels = ["cbm:schedule=linear", "conventional", "cbm"];
  assert.deepEqual(parseComparison("cbm:schedule=linear:conventional", labels), {
    treatment: "cbm:schedule=linear",
    control: "conventional",
  });
  assert.deepEqual(parseComparison("cbm : conventional", labels), {
    treatment: "cbm",
    control: "conventional",
  });
  for (const wrong of ["cbm", "cbm:", "cbm:cbs", ""]) {
    assert.throws(() => parseComparison(wrong, labels), UsageError);
  }
});
