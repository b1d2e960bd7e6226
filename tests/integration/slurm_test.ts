/** Grids on a real Slurm, whose tasks are killed and cancelled. */
import { join } from "@std/path";
import assert from "node:assert/strict";
import { InputError } from "../../src/errors.ts";
import { DEFAULT_CONFIG } from "../../src/experiment/config.ts";
import {
  DEFAULT_SLURM,
  type Job,
  localExecutor,
  slurmExecutor,
  trainingJob,
} from "../../src/experiment/executor/mod.ts";
import type { Experiment } from "../../src/reproduce/experiment.ts";
import { gridRuns } from "../../src/reproduce/grid.ts";
import { reproduce } from "../../src/reproduce/reproduce.ts";
import { cbmDone } from "../end_to_end/command.ts";
import { assertSameRun } from "../end_to_end/run_files.ts";
import { missingPrograms, slurm, withSlurm } from "./slurm_cluster.ts";

const missing = await missingPrograms();

/** A test that needs Slurm; where it is not installed it is left out, and its name says so, unless it must run. */
function testOnSlurm(name: string, work: (folder: string) => Promise<void>): void {
  const why = missing.length === 0 ? "" : ` (${missing.join(", ")} not installed)`;
  const ignore = missing.length > 0 && Deno.env.get("CBM_TEST_SLURM") !== "1";
  Deno.test({ name: name + why, ignore, fn: () => withSlurm(work) });
}

const EPOCHS = 60;

/** Eight runs of some seconds. */
const experiment: Experiment = {
  name: "cluster",
  title: "Eight runs on a cluster",
  titleOn: (dataset) => `Eight runs on a cluster, on ${dataset}`,
  arms: [{ label: "conventional", method: "conventional" }, { label: "cbm", method: "cbm" }],
  seeds: [1, 2, 3, 4],
  comparisons: [{ treatment: "cbm", control: "conventional" }],
  notes: ["So small that it proves nothing."],
  base: {
    ...DEFAULT_CONFIG,
    dataset: "emoji:train=200,test=50",
    model: "resnet18:width=4",
    epochs: EPOCHS,
    batch: 50,
    learningRateSchedule: "constant",
    augment: ["flip", "crop"],
  },
};

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function withCache(folder: string, work: () => Promise<void>): Promise<void> {
  const before = Deno.env.get("CBM_CACHE_DIR");
  Deno.env.set("CBM_CACHE_DIR", join(folder, "cache"));
  try {
    await work();
  } finally {
    if (before === undefined) Deno.env.delete("CBM_CACHE_DIR");
    else Deno.env.set("CBM_CACHE_DIR", before);
  }
}

const textOf = (path: string) => Deno.readTextFile(path).catch(() => "");
const linesOf = async (path: string) => (await textOf(path)).split("\n").length - 1;

testOnSlurm(
  "a grid of 8 loses and doubles nothing where tasks are killed, cancelled and out of time",
  async (folder) => {
    await withCache(folder, async () => {
      const out = join(folder, "results"), store = join(out, "runs"), notices: string[] = [];
      const runs = gridRuns(experiment), names = runs.map(({ name }) => name);
      const settings = {
        out,
        backend: "wasm",
        command: () => "again",
        slurm: { ...DEFAULT_SLURM, time: "60" },
        onNotice: (text: string) => void notices.push(text),
      } as const;
      const first = reproduce(experiment, settings).then(() => undefined, (error: unknown) => error);

      const disturbedOnes: string[] = [];
      /** Waits for a run that has trained some epochs and is far from its end. */
      const underWay = async () => {
        for (;;) {
          for (const name of names) {
            const epochs = await linesOf(join(store, name, "metrics.jsonl"));
            if (disturbedOnes.includes(name) || epochs < 2 || epochs >= EPOCHS / 4) continue;
            disturbedOnes.push(name);
            return name;
          }
          await wait(50);
        }
      };
      const killed = await underWay();
      const { pid } = JSON.parse(await textOf(join(store, killed, "checkpoint", "claims", "1.json")));
      await slurm("kill", "-KILL", String(pid));
      const id = /Submitted Slurm job (\d+) with 8 of 8/.exec(notices.join("\n"))![1]!;
      const cancelled = await underWay();
      await slurm("scancel", `${id}_${names.indexOf(cancelled)}`);
      // As Slurm does before the time limit. scancel may complain though the signal has come; what follows tells.
      const warned = await underWay();
      await slurm("scancel", "--batch", "--signal=USR1", `${id}_${names.indexOf(warned)}`).catch(() => {});

      const error = await first;
      assert.ok(error instanceof InputError, String(error));
      assert.match(error.message, /^1 of 8 did not finish on Slurm; run the same command to continue them/);
      assert.ok(error.message.includes(cancelled));
      assert.equal(await textOf(join(store, cancelled, "summary.json")), "");
      for (const name of [killed, warned]) {
        assert.notEqual(await textOf(join(store, name, "summary.json")), "", `${name} was restarted`);
      }

      notices.length = 0;
      const { analysis } = (await reproduce(experiment, settings))!;
      assert.match(notices.join(), /Submitted Slurm job \d+ with 1 of 8/);
      assert.deepEqual(analysis.arms.map(({ runs }) => runs.length), [4, 4]);
      for (const name of names) {
        assert.equal(await linesOf(join(store, name, "metrics.jsonl")), EPOCHS, name);
        const { sessions } = JSON.parse(await textOf(join(store, name, "environment.json")));
        // Twice where all goes fast; a disturbed one may be started a third time.
        if (disturbedOnes.includes(name)) assert.ok(sessions.length >= 2, name);
        else assert.equal(sessions.length, 1, name);
      }
      const left = [...Deno.readDirSync(store)].map(({ name }) => name).sort();
      assert.deepEqual(left, [...names].sort(), "nothing but runs is left in the store");

      const alone = join(folder, "alone"),
        disturbed = runs.filter(({ name }) => disturbedOnes.includes(name));
      const jobs = disturbed.map((run) => trainingJob(run, { store: alone, backend: "wasm" }));
      await localExecutor(true).run(jobs, { store: alone, jobs: 2 });
      for (const { name } of disturbed) await assertSameRun(join(alone, name), join(store, name));
    });
  },
);

testOnSlurm("what always fails is restarted a bounded number of times; wrong use is not", async (folder) => {
  const failing = (name: string, words: string[]): Job => ({
    name,
    what: name,
    steps: 1,
    stepsDone: () => Promise.resolve(0),
    isFinished: () => Promise.resolve(false),
    prepare: (files) => Deno.mkdir(files, { recursive: true }).then(() => words),
  });
  const jobs = [
    failing("bad-data", ["evaluate", "--run", join(folder, "none")]),
    failing("wrong-use", ["nonsense"]),
  ];
  await assert.rejects(
    slurmExecutor({ ...DEFAULT_SLURM, restarts: 2 }).run(jobs, { store: folder }),
    /2 of 2 did not finish[^]*bad-data: [^]*none[^]*wrong-use: [^]*nonsense/,
  );
  const [submission] = [...Deno.readDirSync(join(folder, ".slurm"))].filter(({ isDirectory }) => isDirectory);
  const logOf = (task: number) => textOf(join(folder, ".slurm", submission!.name, `${task}.log`));
  assert.deepEqual((await logOf(0)).match(/restart \d of \d: exit code \d/g), [
    "restart 1 of 2: exit code 1",
    "restart 2 of 2: exit code 1",
  ]);
  assert.doesNotMatch(await logOf(1), /restart/);
});

testOnSlurm(
  "reproduce --no-wait hands the runs over, and the same command collects the results",
  async (folder) => {
    const args = [
      ...["reproduce", "--table", "main", "--profile", "quick", "--seeds", "1", "--epochs", "1"],
      ...["--backend", "wasm", "--executor", "slurm", "--out", join(folder, "results")],
    ];
    const settings = { env: { CBM_CACHE_DIR: join(folder, "cache") } };
    const handedOver = await cbmDone([...args, "--no-wait"], settings);
    assert.match(handedOver.stderr, /Submitted Slurm job \d+ with 3 of 3/);
    assert.equal(handedOver.stdout, "");
    const collected = await cbmDone(args, settings);
    assert.doesNotMatch(collected.stderr, /Submitted/, "no run is submitted twice");
    assert.match(collected.stdout, /cbm/);
    assert.ok((await textOf(join(folder, "results", "table.csv"))).split("\n").length >= 5);
  },
);

/** Files of the user's own: a method that imports a file beside it, and a measure. */
const OWN = {
  "mine.ts": `import { defineMethod } from "@cbm/curriculum-by-masking";
import { invert } from "./invert.ts";

export default defineMethod({
  name: "negatives",
  summary: "shows all batches as negatives",
  options: {},
  create: () => ({
    augment: (batch) => ({ ...batch, images: batch.images.map(invert), altered: true }),
  }),
});
`,
  "invert.ts": "export const invert = (level: number): number => 255 - level;\n",
  "brightness.ts": `import { defineMeasure } from "@cbm/curriculum-by-masking";

export default defineMeasure({
  name: "brightness",
  summary: "level of each patch's first pixel",
  version: 1,
  scorer: ({ height, width }, patches) => (pixels, start, scores) => {
    for (let patch = 0; patch < patches * patches; patch++) {
      const y = Math.floor(patch / patches) * (height / patches), x = (patch % patches) * (width / patches);
      scores[patch] = pixels[start + 3 * (y * width + x)]!;
    }
  },
});
`,
};

testOnSlurm(
  "reproduce takes a method of one's own by a relative path, and its tasks refuse the file once it has changed",
  async (folder) => {
    for (const [name, text] of Object.entries(OWN)) await Deno.writeTextFile(join(folder, name), text);
    const args = [
      ...["reproduce", "--table", "cutmix", "--seeds", "1", "--epochs", "1", "--backend", "wasm"],
      ...["--dataset", "emoji:train=64,test=32", "--model", "resnet18:width=2", "--executor", "slurm"],
      ...["--method", "./mine.ts", "--method", "cbm:salience=./brightness.ts+./mine.ts", "--out", "results"],
    ];
    const settings = { cwd: folder, env: { CBM_CACHE_DIR: join(folder, "cache") } };
    // One task at a time: those with code of one's own come last, and start after the change.
    const { stderr } = await cbmDone([...args, "--jobs", "1", "--no-wait"], settings);
    assert.match(stderr, /Submitted Slurm job \d+ with 7 of 7/);
    await Deno.writeTextFile(join(folder, "invert.ts"), "export const invert = (level: number) => level;\n");
    while ((await slurm("squeue", "--noheader")) !== "") await wait(500);
    const store = join(folder, "results", "runs");
    const finished: string[] = [];
    for await (const { name } of Deno.readDir(store)) {
      if (await textOf(join(store, name, "summary.json")) !== "") finished.push(name);
    }
    assert.equal(finished.length, 5, finished.join());
    assert.ok(!finished.some((name) => name.includes("negatives")));
    const [submission] = [...Deno.readDirSync(join(store, ".slurm"))].filter(({ isDirectory }) =>
      isDirectory
    );
    for (const task of [5, 6]) {
      const log = await textOf(join(store, ".slurm", submission!.name, `${task}.log`));
      assert.match(log, /mine\.ts is not the file of the configuration/);
      assert.doesNotMatch(log, /restart/, "wrong use is not restarted");
    }

    await Deno.writeTextFile(join(folder, "invert.ts"), OWN["invert.ts"]);
    const collected = await cbmDone(args, settings);
    assert.match(collected.stderr, /Submitted Slurm job \d+ with 2 of 7/);
    assert.match(collected.stdout, /^negatives /m);
    assert.match(collected.stdout, /^cbm:salience=brightness\+negatives /m);
  },
);

testOnSlurm(
  "a network that comes first, and its input gradient, are the cluster's work as well",
  async (folder) => {
    await withCache(folder, async () => {
      const out = join(folder, "results"), notices: string[] = [];
      const taught: Experiment = {
        ...experiment,
        seeds: [1],
        base: { ...experiment.base, epochs: 2, augment: ["flip"] },
        prepare: {
          train: (base) => ({ ...base, label: "teacher", method: "conventional", seed: 1000 }),
          takes: "input gradient",
          arms: ({ path, sha256 }) => [
            experiment.arms[0]!,
            {
              label: "cbm",
              method: `cbm:salience=${path}`,
              config: { contents: { "cbm:salience": sha256 } },
            },
          ],
        },
      };
      const { analysis } = (await reproduce(taught, {
        out,
        backend: "wasm",
        command: () => "again",
        slurm: DEFAULT_SLURM,
        onNotice: (text) => void notices.push(text),
      }))!;
      assert.deepEqual(
        notices.join().match(/Submitted Slurm job \d+ with \d of \d/g)?.map((text) => text.slice(-6)),
        [
          "1 of 1",
          "1 of 1",
          "2 of 2",
        ],
      );
      assert.deepEqual(analysis.arms.map(({ runs }) => runs.length), [1, 1]);
    });
  },
);
