/** Runs under results/, of this version and of earlier ones, stay readable and are found by their names. */
import { fromFileUrl, join } from "@std/path";
import assert from "node:assert/strict";
import { readRun } from "../../../src/analysis/mod.ts";
import { comparableConfig } from "../../../src/experiment/complete_config.ts";
import { isFinished, isRun, readRunConfig } from "../../../src/experiment/run_folder/mod.ts";
import { gridRuns } from "../../../src/reproduce/grid.ts";
import { findExperiment } from "../../../src/reproduce/tables.ts";

const RESULTS = fromFileUrl(new URL("../../../results", import.meta.url));

/** Lists the run folders below a folder. */
async function runsBelow(dir: string): Promise<string[]> {
  if (await isRun(dir)) return [dir];
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(dir)) {
    if (isDirectory) found.push(...await runsBelow(join(dir, name)));
  }
  return found.sort();
}

Deno.test("every run under results/ is readable, whatever version wrote it", async () => {
  const dirs = await runsBelow(RESULTS);
  assert.ok(dirs.length >= 33, `${dirs.length} runs`);
  for (const dir of dirs) {
    assert.ok(await isFinished(dir), dir);
    const run = await readRun(dir), config = await readRunConfig(dir);
    assert.ok(run.accuracy > 0 && run.sessions.length > 0, dir);
    assert.deepEqual(
      [run.seed, run.epochs.length, run.label],
      [config.seed, config.epochs, config.label],
      dir,
    );
    assert.ok(run.testImages > 0 && run.classes.length > 1, dir);
  }
});

Deno.test("the folders of results/main-small are the runs of the table main, by name and configuration", async () => {
  const folder = join(RESULTS, "main-small", "runs");
  const runs = new Map(gridRuns(findExperiment("main", "small")).map(({ name, config }) => [name, config]));
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  assert.equal(names.length, 21);
  for (const name of names) {
    const planned = runs.get(name);
    assert.ok(planned, `${name} is a run of the table`);
    // Stored with all options spelled out, while the specification as written names the run.
    const stored = await readRunConfig(join(folder, name));
    assert.deepEqual(comparableConfig(stored), comparableConfig(planned), name);
  }
});
