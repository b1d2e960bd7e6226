import assert from "node:assert/strict";
import { join } from "@std/path";
import { analyze } from "../../src/analysis/analyze.ts";
import { findDeclaration } from "../../src/analysis/declaration.ts";
import { InputError } from "../../src/errors.ts";
import { DEFAULT_CONFIG } from "../../src/experiment/config.ts";
import { declareRuns } from "../../src/reproduce/declare.ts";
import type { Experiment } from "../../src/reproduce/experiment.ts";
import { gridRuns } from "../../src/reproduce/grid.ts";
import { reproduce } from "../../src/reproduce/reproduce.ts";
import { makeUpRuns } from "../analysis/made_up_runs.ts";
import { inTempDir, projectRoot } from "../end_to_end/command.ts";
import { doneHere, refusedHere } from "../end_to_end/in_process.ts";

const experiment: Experiment = {
  name: "tiny",
  title: "A tiny comparison",
  titleOn: (dataset) => `A tiny comparison on ${dataset}`,
  arms: [
    { label: "conventional", method: "conventional" },
    { label: "cbm", method: "cbm" },
    { label: "random", method: "cbm:salience=uniform" },
  ],
  seeds: [1, 2, 3],
  comparisons: [
    { treatment: "cbm", control: "conventional" },
    { treatment: "cbm", control: "random" },
    { treatment: "random", control: "conventional" },
  ],
  notes: ["This proves nothing at all."],
  base: { ...DEFAULT_CONFIG, dataset: "emoji:train=40,test=20", model: "resnet18:width=2", epochs: 2 },
};

/** Makes up finished runs where `reproduce` expects those of the experiment. */
async function makeUpExperiment(out: string): Promise<void> {
  const runs = gridRuns(experiment), made = await makeUpRuns(join(out, "made"), { seeds: [1, 2, 3] });
  await Deno.mkdir(join(out, "runs"));
  for (const [at, dir] of made.entries()) {
    const label = experiment.arms[Math.floor(at / 3)]!.label, seed = at % 3 + 1;
    const { name } = runs.find(({ config }) => config.label === label && config.seed === seed)!;
    await Deno.rename(dir, join(out, "runs", name));
  }
  await Deno.remove(join(out, "made"));
}

Deno.test("reproduce, analyze and report give the same p-values of one folder", async () => {
  await inTempDir(async (folder) => {
    const out = join(folder, "tiny"), again = join(folder, "report");
    await makeUpExperiment(out);
    const reproduced = await reproduce(experiment, { out, backend: "wasm", command: () => "again" });
    const wanted = reproduced!.analysis.comparisons.map(({ adjustedP }) => adjustedP);
    assert.equal(wanted.length, 3);
    assert.deepEqual(reproduced!.analysis.notices.filter((text) => text.includes("declared")), []);

    for (const dir of [out, join(out, "runs")]) {
      const { comparisons } = JSON.parse((await doneHere(["analyze", dir, "--json"])).stdout);
      assert.deepEqual(comparisons.map(({ adjustedP }: { adjustedP: number }) => adjustedP), wanted, dir);
    }
    await doneHere(["report", out, "--out", again]);
    for (const name of ["table.csv", "table.md"]) {
      assert.equal(
        await Deno.readTextFile(join(again, name)),
        await Deno.readTextFile(join(out, name)),
        name,
      );
    }
    const report = await Deno.readTextFile(join(again, "report.html"));
    for (const word of [experiment.title, experiment.notes[0]!]) assert.ok(report.includes(word), word);
  });
});

Deno.test("a declared experiment reads its own runs, and says what else is there or missing", async () => {
  await inTempDir(async (folder) => {
    const dirs = await makeUpRuns(folder, { images: 60, clusters: null });
    const options = { resamples: 100 };
    const before = await analyze([folder], options);
    assert.match(before.notices.join(), /No comparisons were declared .* conventional training/);
    await declareRuns(folder, { comparisons: ["cbm:random", "random:conventional"] });

    await makeUpRuns(join(folder, "more"), {
      arms: [{ label: "other", accuracy: 0.5 }],
      images: 60,
      clusters: null,
    });
    const { arms, comparisons, notices } = await analyze([folder], options);
    assert.equal(arms.length, 3);
    assert.deepEqual(comparisons.map(({ control }) => control), ["random", "conventional"]);
    assert.match(notices.join(), /Ignored runs .*: arm0-seed1, arm0-seed2, arm0-seed3/);

    const named = await analyze([folder], { ...options, comparisons: ["cbm:conventional"] });
    assert.match(named.notices.join(), /chosen by --compare/);

    for (const dir of dirs.filter((dir) => dir.includes("arm1"))) await Deno.remove(dir, { recursive: true });
    await assert.rejects(
      analyze([folder], options),
      /3 of the 9 runs that .* declares are missing.*arm1-seed1/,
    );
    const part = await analyze([folder], { ...options, skipUnfinished: true });
    assert.match(part.notices.join(), /"cbm" and "random" share no seed/);
    const [left] = part.comparisons, p = left!.interval!.p;
    assert.equal(left!.adjustedP, Math.min(1, 2 * p), "Holm's correction counts both declared comparisons");
  });
});

Deno.test("cbm declare asks for arms that are there, and does not replace another declaration", async () => {
  await inTempDir(async (folder) => {
    await makeUpRuns(join(folder, "runs"), { images: 30, clusters: null });
    await refusedHere(["declare", folder, "--table", "main", "--profile", "small"], 2, [
      '"random masking"',
      '"cbm"',
    ]);
    await refusedHere(["declare", folder, "--compare", "cbm:best"], 2, ['"cbm:best"']);
    const { stdout } = await doneHere(["declare", folder, "--title", "A question"]);
    assert.match(
      stdout,
      /cbm against conventional\nrandom against conventional\nDeclared in .*experiment\.json/,
    );
    const { declaration } = (await findDeclaration(join(folder, "runs")))!;
    assert.deepEqual([declaration.title, declaration.baseline], ["A question", "conventional"]);
    await refusedHere(["declare", folder, "--compare", "cbm:random"], 1, ["already declares", "delete"]);
    await Deno.writeTextFile(join(folder, "experiment.json"), "{}");
    await assert.rejects(analyze([folder]), InputError);
  });
});

Deno.test("every committed folder with runs declares its comparisons", async () => {
  for (const name of ["main-small", "bf16-small", "bccd"]) {
    assert.ok(await findDeclaration(join(projectRoot, "results", name)) !== undefined, name);
  }
});
