import { join } from "@std/path";
import assert from "node:assert/strict";
import { InputError, Interrupted } from "../../src/errors.ts";
import { DEFAULT_CONFIG } from "../../src/experiment/config.ts";
import { DEFAULT_SLURM, localExecutor, trainingJob } from "../../src/experiment/executor/mod.ts";
import { dryRun } from "../../src/reproduce/dry_run.ts";
import type { Experiment } from "../../src/reproduce/experiment.ts";
import { gridRuns } from "../../src/reproduce/grid.ts";
import { override } from "../../src/reproduce/override.ts";
import { reproduce } from "../../src/reproduce/reproduce.ts";
import { findExperiment } from "../../src/reproduce/tables.ts";
import { inTempDir } from "../end_to_end/command.ts";
import { snapshot } from "../end_to_end/run_files.ts";
import { jpegOf } from "../experiment/small_images.ts";

const experiment: Experiment = {
  name: "tiny",
  title: "A tiny comparison",
  titleOn: (dataset) => `A tiny comparison on ${dataset}`,
  arms: [{ label: "conventional", method: "conventional" }, { label: "cbm", method: "cbm" }],
  seeds: [1, 2],
  comparisons: [{ treatment: "cbm", control: "conventional" }],
  notes: ["This proves nothing at all."],
  base: {
    ...DEFAULT_CONFIG,
    dataset: "emoji:train=100,test=50",
    model: "resnet18:width=2",
    epochs: 2,
    batch: 50,
    learningRateSchedule: "constant",
  },
};

/** Works with a cache of its own; the runs' processes inherit it. */
async function withCache(work: (folder: string) => Promise<void>): Promise<void> {
  await inTempDir(async (folder) => {
    const before = Deno.env.get("CBM_CACHE_DIR");
    Deno.env.set("CBM_CACHE_DIR", join(folder, "cache"));
    try {
      await work(folder);
    } finally {
      if (before === undefined) Deno.env.delete("CBM_CACHE_DIR");
      else Deno.env.set("CBM_CACHE_DIR", before);
    }
  });
}

const isFile = (path: string) => Deno.stat(path).then(({ isFile }) => isFile, () => false);

Deno.test("reproduce() goes on after an interruption and leaves table and report", async () => {
  await withCache(async (folder) => {
    const out = join(folder, "results"), runs = gridRuns(experiment);
    const summaries = () =>
      Promise.all(runs.map(({ name }) => isFile(join(out, "runs", name, "summary.json"))));
    const settings = {
      out,
      backend: "wasm",
      jobs: 2,
      command: (backend: string) => `again on ${backend}`,
    } as const;

    const stop = new AbortController();
    const interrupted = reproduce(experiment, { ...settings, signal: stop.signal });
    const watch = (async () => {
      while (!(await summaries()).includes(true)) await new Promise((resolve) => setTimeout(resolve, 20));
      stop.abort();
    })();
    await assert.rejects(
      interrupted,
      (error) => error instanceof Interrupted,
    );
    await watch;
    const done = await summaries();
    assert.ok(done.includes(true) && done.includes(false), `finished: ${done}`);
    const first = join(out, "runs", runs[done.indexOf(true)]!.name), kept = await snapshot(first);

    const plans: string[] = [];
    const reproduced = await reproduce(experiment, { ...settings, onPlan: (plan) => void plans.push(plan) });
    const { analysis, files } = reproduced!;
    assert.deepEqual(await summaries(), [true, true, true, true]);
    assert.deepEqual(await snapshot(first), kept, "a finished run is left alone");
    assert.match(plans[0]!, /4 runs.*100 images.*200 image-steps/);
    assert.match(plans[1]!, /[123] runs? left: about \d+ seconds?.*step of resnet18:width=2.* MB of disk/);
    assert.equal(analysis.comparisons.length, 1);
    for (const file of ["table.csv", "table.md", "table.tex", "report.html"]) {
      assert.ok(await isFile(join(out, file)), file);
    }
    const report = await Deno.readTextFile(files.html);
    for (const word of [experiment.title, "This proves nothing at all.", "Emoji drawings", "again on wasm"]) {
      assert.ok(report.includes(word), word);
    }
    const left = [...Deno.readDirSync(join(out, "runs"))].map(({ name }) => name).sort();
    assert.deepEqual(left, runs.map(({ name }) => name).sort(), "nothing but runs is left in the store");
  });
});

/** The same after a network whose gradient is the salience of an arm. */
const taught: Experiment = {
  ...experiment,
  prepare: {
    train: (base) => ({ ...base, label: "teacher", method: "conventional", seed: 1000 }),
    takes: "input gradient",
    arms: ({ path, sha256 }) => [
      experiment.arms[0]!,
      { label: "cbm", method: `cbm:salience=${path}`, config: { contents: { "cbm:salience": sha256 } } },
    ],
  },
};

Deno.test("reproduce() tells the whole plan, what comes first included, before it starts anything", async () => {
  await withCache(async (folder) => {
    const out = join(folder, "results"), stop = new AbortController(), plans: string[] = [];
    const onPlan = (plan: string) => {
      assert.throws(() => Deno.statSync(out), Deno.errors.NotFound, "nothing is there yet");
      if (plans.push(plan) === 2) stop.abort();
    };
    await assert.rejects(
      reproduce(taught, { out, backend: "wasm", command: () => "again", onPlan, signal: stop.signal }),
      /Interrupted/,
    );
    assert.match(
      plans[0]!,
      /4 runs.*first, 1 run of 2 epochs on 100 images \(teacher\), for its input gradient/,
    );
    assert.match(plans[1]!, /^5 runs left: about \d+ seconds?.* MB of disk/);
  });
});

Deno.test("dryRun() shows the array job, and in comments what comes before it", async () => {
  await withCache(async (folder) => {
    const out = join(folder, "results");
    const options = { out, backend: "wasm", command: () => "again", slurm: DEFAULT_SLURM } as const;
    const plain = await dryRun(experiment, options), first = await dryRun(taught, options);
    for (const script of [plain, first]) {
      assert.match(script, /^#!\/bin\/bash\n# A dry run: nothing was submitted to Slurm/);
      assert.match(script, /configuration files that the commands below use\n# were not written/);
      assert.match(script, /^#SBATCH --array=0-3$/m);
      const body = script.split("\n").findIndex((line) => line !== "" && !line.startsWith("#"));
      const last = script.split("\n").findLastIndex((line) => line.startsWith("#SBATCH"));
      assert.ok(last < body, "Slurm reads directives before the first command alone");
    }
    assert.doesNotMatch(plain, /teacher/);
    assert.match(first, /^# .*after a separate job that trains "teacher" \(teacher-seed1000-\w+\)$/m);
    assert.match(first, /^# .*salience --measure input-gradient/m);
    assert.throws(() => Deno.statSync(out), Deno.errors.NotFound, "nothing is written");
    await assert.rejects(
      dryRun(experiment, { out, backend: "wasm", command: () => "again" }),
      /Only --executor slurm/,
    );
  });
});

Deno.test("the default table on photos of one's own plans no run that these cannot have", async () => {
  await withCache(async (folder) => {
    const photos = join(folder, "photos");
    for (const [name, grey] of [["a", 0], ["b", 120]] as const) {
      await Deno.mkdir(join(photos, name), { recursive: true });
      for (let k = 0; k < 5; k++) {
        await Deno.writeFile(join(photos, name, `${k}.jpg`), await jpegOf(16, grey + 9 * k));
      }
    }
    const wanted = override(findExperiment("rivals", "quick"), {
      dataset: `image-folder:path=${photos},size=16`,
    });
    const options = { out: join(folder, "results"), backend: "wasm", command: () => "again" } as const;
    const script = await dryRun(wanted, { ...options, slurm: DEFAULT_SLURM });
    assert.match(script, /^#SBATCH --array=0-17$/m);
    assert.match(script, /^# The arm "lscl" is left out: image-folder has no superclasses/m);
    assert.doesNotMatch(script, /lscl-seed/);
  });
});

Deno.test("the local executor names a run that fails, with its last words, and lets the others finish", async () => {
  await withCache(async (store) => {
    const base = { ...experiment.base, epochs: 1 };
    const arms = [{ label: "broken", method: "cbm:patches=5" }, {
      label: "conventional",
      method: "conventional",
    }];
    const runs = gridRuns({ ...experiment, base, arms, comparisons: [], seeds: [1] });
    const jobs = runs.map((run) => trainingJob(run, { store, backend: "wasm" }));
    await assert.rejects(
      localExecutor(true).run(jobs, { store, jobs: 1 }),
      (error) =>
        error instanceof InputError && error.message.includes(runs[0]!.name) && error.message.includes("5") &&
        error.message.includes("exit code 2"),
    );
    assert.ok(await isFile(join(store, runs[1]!.name, "summary.json")));
    assert.ok(!await isFile(join(store, runs[0]!.name, "config.json")));
  });
});

Deno.test("two who carry out one grid at once share its runs, and each run is done once", async () => {
  await withCache(async (store) => {
    const runs = gridRuns(experiment), jobs = runs.map((run) => trainingJob(run, { store, backend: "wasm" }));
    const both = [1, 2].map(() => localExecutor(true).run(jobs, { store, jobs: 2 }));
    assert.deepEqual(await Promise.all(both), [true, true]);
    for (const { name } of runs) {
      const { sessions } = JSON.parse(await Deno.readTextFile(join(store, name, "environment.json")));
      assert.equal(sessions.length, 1, `${name} was done ${sessions.length} times`);
      const lines = (await Deno.readTextFile(join(store, name, "metrics.jsonl"))).trim().split("\n");
      assert.equal(lines.length, experiment.base.epochs);
    }
    const left = [...Deno.readDirSync(store)].map(({ name }) => name).filter((name) => name !== "cache")
      .sort();
    assert.deepEqual(left, runs.map(({ name }) => name).sort(), "nothing but runs is left in the store");
  });
});
