/** How training and its jobs handle a run folder with damaged files. */
import { join } from "@std/path";
import assert from "node:assert/strict";
import { InputError } from "../../../src/errors.ts";
import { resolveConfig } from "../../../src/experiment/config.ts";
import { localExecutor, trainingJob } from "../../../src/experiment/executor/mod.ts";
import { runTraining } from "../../../src/experiment/run_training.ts";
import { FORMAT, isFinished, readSummary } from "../../../src/experiment/run_folder/mod.ts";
import { inTemporaryFolder } from "../../analysis/made_up_runs.ts";

const config = resolveConfig({
  method: "conventional",
  dataset: "emoji:train=20,test=20",
  model: "resnet18:width=2",
  epochs: 1,
  batch: 20,
  learningRateSchedule: "constant",
}, "the test");

const refuses = (work: () => Promise<unknown>, message: RegExp) =>
  assert.rejects(work, (error: unknown) => {
    assert.ok(error instanceof InputError, String(error));
    assert.match(error.message, message);
    return true;
  });

const SUMMARIES: readonly (readonly [text: string, error: RegExp])[] = [
  ["{}", /summary.json: "finished" is missing.*Delete the file and resume the run/],
  ['{"finished": tr', /summary.json is not JSON.*delete the file and resume the run/],
  ["", /summary.json is not JSON.*delete the file and resume the run/],
  ['{"format": 3}', /summary.json: its format is 3.*Use the version that wrote it/],
];

Deno.test("a run with a damaged summary is neither resumed nor counted as finished; without the summary, it is resumed", async () => {
  await inTemporaryFolder(async (store) => {
    const out = join(store, "run"), path = (name: string) => join(out, name);
    const train = () => runTraining(config, { out, resume: true, backend: "wasm" });
    const summary = await train(), whole = await Deno.readTextFile(path("summary.json"));
    assert.equal(summary.format, FORMAT);
    assert.deepEqual(JSON.parse(whole), summary);
    assert.deepEqual(await readSummary(out), summary);

    const job = trainingJob({ name: "run", config }, { store, backend: "wasm" });
    assert.deepEqual([await job.isFinished(), await job.stepsDone()], [true, 1]);
    for (const [text, error] of SUMMARIES) {
      await Deno.writeTextFile(path("summary.json"), text);
      await refuses(train, error);
      await refuses(() => job.isFinished(), error);
      await refuses(() => localExecutor(true).run([job], { store }), error);
      assert.equal(await Deno.readTextFile(path("summary.json")), text, "it stays as it is");
    }

    await Deno.remove(path("summary.json"));
    const predictions = await Deno.readFile(path("predictions.npy"));
    await Deno.remove(path("predictions.npy"));
    await Deno.writeTextFile(path("metrics.jsonl"), '{"epo');
    assert.ok(!await isFinished(out));
    await train();
    assert.equal(await Deno.readTextFile(path("summary.json")), whole, "the same bytes");
    assert.deepEqual(await Deno.readFile(path("predictions.npy")), predictions);
    assert.equal(await job.stepsDone(), 1, "metrics.jsonl is whole again");

    await Deno.remove(path("summary.json"));
    for (const text of ["{}", "null", '{"sessions": [{"backend": 1}]}', '{"sess']) {
      await Deno.writeTextFile(path("environment.json"), text);
      await refuses(train, /environment.json.*elete the file and resume the run/);
    }
    await Deno.writeTextFile(path("environment.json"), '{"sessions": [{"started": "2026-11-24"}]}');
    await train(); // an early session that recorded less is no obstacle
    assert.equal(JSON.parse(await Deno.readTextFile(path("environment.json"))).sessions.length, 2);

    await Deno.writeTextFile(path("config.json"), "null");
    await refuses(
      train,
      /config.json: it must be an object of configuration fields, not null. Restore the file/,
    );
  });
});
