/** Kills a training run with SIGKILL again and again; what it leaves must be what an undisturbed run leaves. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { randomStream } from "../../src/random.ts";
import { cbmCommand, cbmDone, inTempDir } from "../end_to_end/command.ts";
import { assertSameRun, EVERYTHING_RANDOM, tinyTrain } from "../end_to_end/run_files.ts";

/** Starts a run and kills it after some milliseconds; whether it had to be killed. */
async function killedAfter(delay: number, args: string[], env: Record<string, string>): Promise<boolean> {
  const child = cbmCommand(args, { env }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), delay);
  const { signal, code, stderr } = await child.output();
  clearTimeout(timer);
  assert.ok(signal === "SIGKILL" || code === 0, new TextDecoder().decode(stderr));
  return signal === "SIGKILL";
}

for (const seed of [1, 2, 3, 4]) {
  Deno.test(`a run that is killed at random moments (seed ${seed}) gives the same bytes`, async () => {
    await inTempDir(async (folder) => {
      const env = { CBM_CACHE_DIR: join(folder, "cache") }, random = randomStream(seed, "tests/kill");
      const whole = join(folder, "whole"), killed = join(folder, "killed");
      const options = [
        ...EVERYTHING_RANDOM,
        "--batch",
        "16",
        "--select",
        seed % 2 === 0 ? "validation" : "last",
      ];
      const started = performance.now();
      await cbmDone(tinyTrain(whole, ...options, "--quiet"), { env });
      const length = performance.now() - started;

      // With a checkpoint after nearly every step, and with those of the epochs' ends alone.
      const minutes = seed <= 2 ? "0.0001" : "10";
      const args = tinyTrain(killed, ...options, "--checkpoint-minutes", minutes, "--resume");
      let kills = 0;
      // A run that gets no further than starting is given more time with every kill.
      while (await killedAfter((0.2 + random.uniform()) * length * (0.3 + 0.1 * kills), args, env)) kills++;
      assert.ok(kills > 0, "the run was never killed: the delays are too long");
      console.log(`killed ${kills} times`);
      await assertSameRun(whole, killed);
    });
  });
}
