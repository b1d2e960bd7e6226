/** Ctrl-C in real processes. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { continuation } from "../../tasks/interrupt.ts";
import { cbmCommand, cbmDone, inTempDir, readOutcome } from "./command.ts";

/** Starts a command, interrupts it once a file has content or is there, and returns what it said. */
async function interrupted(args: readonly string[], file: string, env: Record<string, string>) {
  const child = cbmCommand(args, { env }).spawn(), output = child.output();
  let over = false;
  output.finally(() => over = true);
  while (!over && !await Deno.stat(file).then(({ size }) => size > 0, () => false)) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.ok(!over, "it ended by itself");
  child.kill("SIGINT");
  const outcome = readOutcome(await output);
  return { ...outcome, last: outcome.stderr.trimEnd().split("\n").at(-1)! };
}

Deno.test("an interrupted command says in one line how to continue, and that command continues it", async () => {
  await inTempDir(async (folder) => {
    const env = { CBM_CACHE_DIR: join(folder, "cache") };
    const base = ["--dataset", "emoji:train=200,test=20", "--model", "resnet18:width=2", "--backend", "wasm"];
    const out = join(folder, "run");
    const train = ["train", ...base, "--epochs", "20", "--batch", "20", "--out", out];
    const first = await interrupted(train, join(out, "metrics.jsonl"), env);
    assert.equal(first.code, 130, first.stderr);
    assert.equal(first.stdout, "");
    assert.equal(first.last, `Interrupted. Continue with: deno task cbm ${train.join(" ")} --resume`);
    assert.match(
      first.stderr,
      /^epoch {2}1\/20: ratio .*, train accuracy \d.* %, test accuracy .* %, \d+\.\d s$/m,
    );

    const place = join(folder, "table"), seed = ["--seeds", "1"];
    const reproduce = ["reproduce", ...base, "--epochs", "3", ...seed, "--jobs", "1", "--out", place];
    const second = await interrupted(reproduce, join(place, "experiment.json"), env);
    assert.equal(second.code, 130, second.stderr);
    assert.equal(second.last, `Interrupted. Continue with: deno task cbm ${reproduce.join(" ")}`);
    assert.equal(second.stderr.match(/nterrupt/g)!.length, 1, second.stderr);

    const before = (await Deno.readTextFile(join(out, "metrics.jsonl"))).split("\n");
    await cbmDone([...train, "--resume", "--quiet"], { env });
    const after = (await Deno.readTextFile(join(out, "metrics.jsonl"))).split("\n");
    assert.deepEqual(after.slice(0, before.length - 1), before.slice(0, -1), "the finished epochs are kept");
    assert.equal(after.length, 21);
  });
});

Deno.test("the command that continues a training resumes it, once", () => {
  assert.equal(continuation(["train", "--out", "a b"]), "deno task cbm train --out 'a b' --resume");
  assert.equal(continuation(["train", "--resume"]), "deno task cbm train --resume");
  assert.equal(continuation(["reproduce"]), "deno task cbm reproduce");
});
