import { join } from "@std/path";
import assert from "node:assert/strict";
import { readRun } from "../../../src/analysis/mod.ts";
import { InputError, UsageError } from "../../../src/errors.ts";
import { isFinished, readRunConfig, readSummary } from "../../../src/experiment/run_folder/mod.ts";
import { writeNpy } from "../../../src/io/npy.ts";
import { inTemporaryFolder, makeUpRuns } from "../../analysis/made_up_runs.ts";

const RESUME = "elete the file and resume the run \\(train --resume\\)";
const AGAIN = "epeat the run \\(delete its summary.json, then train --resume\\)";
const RESTORE = "estore the file, or repeat the run in an empty folder";

/** A change of a file's JSON. */
// deno-lint-ignore no-explicit-any
type Change = (value: any) => unknown;

/** Contents of a file, or a change of them, and the error of whoever reads the run then. */
type Damage = readonly [contents: string | Change | undefined, error: RegExp];

const DAMAGES: Readonly<Record<string, readonly Damage[]>> = {
  "config.json": [
    [undefined, /is not a run folder: it has no config.json/],
    ["", RegExp(`config.json is not JSON \\(Unexpected end of JSON input\\): r${RESTORE}`)],
    ["{}", RegExp(`Cannot use .*config.json: "seed" is missing. R${RESTORE}`)],
    ["null", RegExp(`Cannot use .*config.json: it must be an object, not null. R${RESTORE}`)],
    ['{"seed": 1, "meth', /config.json is not JSON/],
    [(config) => ({ ...config, seed: "1" }), /"seed" must be a number, not "1"/],
    [(config) => ({ ...config, method: 3, dataset: null }), /"dataset" must be a string, not null; "method"/],
  ],
  "environment.json": [
    [undefined, RegExp(`lacks "environment.json": r${AGAIN}`)],
    ["", RegExp(`environment.json is not JSON .*: d${RESUME}`)],
    ["{}", RegExp(`Cannot use .*environment.json: "sessions" is missing. D${RESUME}`)],
    ["null", /environment.json: it must be an object, not null/],
    ['{"sessions": [{', /environment.json is not JSON/],
    ['{"sessions": {"started": 1}}', /"sessions" must be a list/],
    ['{"sessions": [{"seconds": "61.5"}]}', /"sessions.0.seconds" must be a number, not "61.5"/],
    [
      '{"sessions": [{"backend": {"name": "abacus"}}]}',
      /"sessions.0.backend.name" must be "tensorflow", "webgpu"/,
    ],
  ],
  "metrics.jsonl": [
    [undefined, RegExp(`lacks "metrics.jsonl": r${AGAIN}`)],
    ["", RegExp(`metrics.jsonl has no epoch: r${AGAIN}`)],
    ["{}", RegExp(`metrics.jsonl, line 1: "epoch" is missing; .* R${AGAIN}`)],
    ["null\n", /metrics.jsonl, line 1: it must be an object, not null/],
    ['{"epoch": 1, "rat', RegExp(`metrics.jsonl, line 1 is not JSON .*: r${AGAIN}`)],
    ['{"epoch": 1, "train_loss": NaN}', /metrics.jsonl, line 1 is not JSON/],
  ],
  "summary.json": [
    [undefined, /is not finished: resume it \(train --resume\) or omit it. It lacks .*summary.json/],
    ["", RegExp(`summary.json is not JSON \\(Unexpected end of JSON input\\): d${RESUME}`)],
    ["{}", RegExp(`Cannot use .*summary.json: "finished" is missing; .*; and 7 more. D${RESUME}`)],
    ["null", RegExp(`Cannot use .*summary.json: it must be an object, not null. D${RESUME}`)],
    ["[]", /"finished" is missing/],
    ['{"finished": true, "sel', RegExp(`summary.json is not JSON .*: d${RESUME}`)],
    [(summary) => ({ ...summary, finished: false }), /"finished" must be true, not false/],
    [(summary) => ({ ...summary, train_size: "3000" }), /"train_size" must be a number, not "3000"/],
    [(summary) => ({ ...summary, classes: [] }), /"classes" must be a list of at least one class, not \[\]/],
    [(summary) => ({ ...summary, selected: {} }), /"selected.epoch" is missing/],
    [(summary) => ({ ...summary, metric: "map75" }), /"metric" must be "accuracy", "map" or "map50"/],
    [
      (summary) => ({ ...summary, selected: { ...summary.selected, test_accuracy: "NaN" } }),
      /"selected.test_accuracy" must be a number, not "NaN"/,
    ],
    [
      (summary) => ({ ...summary, format: 3, selected: "another form" }),
      /summary.json: its format is 3, and this .* reads formats up to 2. Use the version that wrote it/,
    ],
    [(summary) => ({ ...summary, format: 0 }), /"format" must be at least 1, not 0/],
    [(summary) => ({ ...summary, format: "new" }), /"format" must be a number, not "new"/],
    [(summary) => ({ ...summary, format: 2 }), /"metric" is missing/],
    [
      (summary) => ({ ...summary, last: { ...summary.last, epoch: 11 } }),
      RegExp(
        `contradict each other: metrics.jsonl ends with epoch 10, summary.json with epoch 11: r${AGAIN}`,
      ),
    ],
  ],
  "predictions.npy": [
    [undefined, RegExp(`lacks "predictions.npy": r${AGAIN}`)],
    ["", /Cannot read .*predictions.npy/],
    ["{}", /Cannot read .*predictions.npy/],
  ],
  "targets.npy": [
    [undefined, RegExp(`lacks "targets.npy": r${AGAIN}`)],
    ["null", /Cannot read .*targets.npy/],
  ],
  "groups.npy": [["", /Cannot read .*groups.npy/]],
};

const failsWith = (work: () => Promise<unknown>, message: RegExp, what: string) =>
  assert.rejects(work, (error: unknown) => {
    assert.ok(error instanceof InputError, `${what}: ${error}`);
    assert.match(error.message, message, what);
    return true;
  });

/** Damages a file, runs a check, and restores the file. */
async function damaged(path: string, contents: Damage[0], work: () => Promise<void>): Promise<void> {
  const whole = await Deno.readFile(path);
  if (contents === undefined) await Deno.remove(path);
  else if (typeof contents === "string") await Deno.writeTextFile(path, contents);
  else {
    await Deno.writeTextFile(
      path,
      JSON.stringify(contents(JSON.parse(new TextDecoder().decode(whole)))),
    );
  }
  await work();
  await Deno.writeFile(path, whole);
}

for (const [name, cases] of Object.entries(DAMAGES)) {
  Deno.test(`a damaged ${name} is an error that names the file, the fault and the remedy`, async () => {
    await inTemporaryFolder(async (root) => {
      const [dir] = await makeUpRuns(root, { seeds: [1] });
      for (const [contents, error] of cases) {
        await damaged(
          join(dir!, name),
          contents,
          () => failsWith(() => readRun(dir!), error, `${name}: ${contents}`),
        );
      }
      await readRun(dir!);
    });
  });
}

Deno.test("a line of metrics.jsonl is checked: its types, what its metric needs, and its place", async () => {
  await inTemporaryFolder(async (root) => {
    const [dir] = await makeUpRuns(root, { seeds: [1] }), path = join(dir!, "metrics.jsonl");
    const lines = (await Deno.readTextFile(path)).trimEnd().split("\n");
    const third = (change: Change) =>
      lines.with(2, JSON.stringify(change(JSON.parse(lines[2]!)))).join("\n") + "\n";
    const cases: (readonly [string, RegExp])[] = [
      [third((line) => ({ ...line, train_loss: "NaN" })), /line 3: "train_loss" must be a number, not "NaN"/],
      [third((line) => ({ ...line, train_loss: null })), /line 3: "train_loss" must be a number, not null/],
      [third((line) => ({ ...line, test_accuracy: 68.4 })), /line 3: "test_accuracy" must be at most 1/],
      [third(({ train_accuracy: _, ...line }) => line), /line 3: "train_accuracy" is missing/],
      [third(({ test_loss: _, ...line }) => line), /line 3: "test_loss" is missing/],
      [third((line) => ({ ...line, metric: "map50" })), /line 3: "test_map" is missing/],
      [
        third((line) => ({ ...line, epoch: 4 })),
        /Line 3 of .*metrics.jsonl belongs to epoch 4: repeat the run/,
      ],
      [lines.toReversed().join("\n"), /Line 1 of .*metrics.jsonl belongs to epoch 10: repeat the run/],
      [lines.slice(0, 9).join("\n"), /metrics.jsonl ends with epoch 9, summary.json with epoch 10/],
    ];
    for (const [text, error] of cases) {
      await Deno.writeTextFile(path, text);
      await failsWith(() => readRun(dir!), error, text);
    }
  });
});

Deno.test("arrays of another type or length than the summary's are rejected", async () => {
  await inTemporaryFolder(async (root) => {
    const [dir] = await makeUpRuns(root, { seeds: [1] });
    for (const name of ["predictions.npy", "targets.npy", "groups.npy"]) {
      const path = join(dir!, name), whole = await Deno.readFile(path);
      await writeNpy(path, { shape: [299], data: new Int32Array(299) });
      const entries = RegExp(`${name} has 299 entries, but the test set has 300 images: r${AGAIN}`);
      await failsWith(() => readRun(dir!), entries, name);
      await writeNpy(path, { shape: [300], data: new Float32Array(300) });
      await failsWith(() => readRun(dir!), RegExp(`${name} must be int32 \\[N\\], not Float32Array`), name);
      await Deno.writeFile(path, whole);
    }
    const path = join(dir!, "confidences.npy");
    const fails = (message: RegExp) => failsWith(() => readRun(dir!), message, "confidences.npy");
    await writeNpy(path, { shape: [299], data: new Uint8Array(299) });
    await fails(/confidences.npy has 299 entries, but the test set has 300 images/);
    await writeNpy(path, { shape: [300], data: new Int32Array(300) });
    await fails(/confidences.npy must be uint8 \[N\], not Int32Array/);
    await writeNpy(path, { shape: [300], data: new Uint8Array(300).fill(40) });
    assert.equal((await readRun(dir!)).confidences?.[0], 40);
  });
});

Deno.test("readSummary() distinguishes unfinished, finished and damaged runs", async () => {
  await inTemporaryFolder(async (root) => {
    const [dir] = await makeUpRuns(root, { seeds: [1] }), path = join(dir!, "summary.json");
    const { format, metric, test_size } = (await readSummary(dir!))!;
    assert.deepEqual([format, metric, test_size, await isFinished(dir!)], [1, "accuracy", 300, true]);
    await Deno.writeTextFile(path, "{}");
    await failsWith(() => isFinished(dir!), /"finished" is missing/, "an empty summary");
    await Deno.remove(path);
    assert.deepEqual([await readSummary(dir!), await isFinished(dir!)], [undefined, false]);
  });
});

Deno.test("readRunConfig() rejects a damaged configuration with the remedy", async () => {
  await inTemporaryFolder(async (root) => {
    const [dir] = await makeUpRuns(root, { seeds: [1] }), path = join(dir!, "config.json");
    assert.equal((await readRunConfig(dir!)).trainSize, 3000);
    for (const text of ["", "null", "[]", '{"seed": "1"}', '{"seed": 1, "epochs": 0}']) {
      await Deno.writeTextFile(path, text);
      await failsWith(() => readRunConfig(dir!), RegExp(`config.json.*${RESTORE}`), text);
    }
    await Deno.writeTextFile(path, '{"later": true}');
    await assert.rejects(
      () => readRunConfig(dir!),
      (error) => error instanceof UsageError && /Unknown field "later" in .*config.json/.test(error.message),
    );
  });
});
