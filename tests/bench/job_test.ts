import assert from "node:assert/strict";
import { benchmarkJob } from "../../src/bench/job.ts";
import { InputError } from "../../src/errors.ts";

const JOB = "--model resnet18:width=2 --dataset scenes --epochs 1 --backend wasm";

Deno.test("benchmarkJob() gives the parts of a job's time, which sum to the whole, beside the peer's", async () => {
  const job =
    "--model resnet18:width=2 --dataset emoji:train=32,test=16 --method cbm --epochs 2 --backend wasm";
  const peer = `${Deno.execPath()} eval console.log('{"seconds":1,"peak_mib":100000}')`;
  const row = await benchmarkJob(job, { runs: 1, peer });
  const parts = [row.preparation_seconds, row.training_seconds, row.evaluation_seconds, row.other_seconds];
  assert.ok(parts.every((seconds) => seconds > 0), String(parts));
  assert.ok(Math.abs(parts.reduce((sum, part) => sum + part) - row.seconds) < 1e-9);
  assert.ok(row.peak_mib > 50 && row.test_accuracy >= 0 && row.environment.backend?.name === "wasm");
  assert.deepEqual(row.peer?.each.ours, [row.seconds]);
  assert.equal(row.peer.ratio.median, row.peer.seconds / row.seconds);
  assert.equal(row.peer.peak_ratio, row.peak_mib / 100_000);
});

Deno.test("benchmarkJob() rejects a job that fails, with its last words", async () => {
  await assert.rejects(benchmarkJob(`${JOB} --batch 0`, { runs: 1 }), (error: Error) => {
    assert.match(error.message, /exit code 2[^]*--batch/);
    return error instanceof InputError;
  });
});
