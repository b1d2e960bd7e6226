/** Kills a training run with SIGKILL again and again; what it leaves must be what an undisturbed run leaves. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { randomStream } from "../../src/random.ts";
import { cbmCommand, cbmDone, inTempDir } from "../end_to_end/command.ts";
import { assertSameRun, EVERYTHING_RANDOM, tinyTrain } from "../end_to_end/run_files.ts";

/** Where a run is killed: after so many new checkpoints, and some milliseconds more. */
interface Moment {
  readonly checkpoints: number;
  readonly delay: number;
}

const changeTime = (path: string) => Deno.stat(path).then(({ ino, mtime }) => `${ino} ${mtime}`, () => "");
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Starts a run and kills it at a moment; false where it was finished before. */
async function killedAt(
  { checkpoints, delay }: Moment,
  args: string[],
  file: string,
  env: Record<string, string>,
): Promise<boolean> {
  const child = cbmCommand(args, { env }).spawn();
  let over = false;
  const exit = child.output().finally(() => over = true);
  for (let seen = 0, last = await changeTime(file); seen < checkpoints && !over;) {
    await wait(1);
    const now = await changeTime(file);
    if (now !== last) seen++;
    last = now;
  }
  const killing = wait(delay).then(() => over || child.kill("SIGKILL"));
  const { signal, code, stderr } = await exit;
  await killing;
  assert.ok(signal === "SIGKILL" || code === 0, new TextDecoder().decode(stderr));
  return signal === "SIGKILL";
}

for (const seed of [1, 2, 3, 4]) {
  // With a checkpoint after nearly every step, and with those of the epochs' ends alone.
  const often = seed <= 2, select = seed % 2 === 0 ? "validation" : "last";
  const when = `${often ? "a checkpoint at every step" : "one per epoch"}, select ${select}`;
  Deno.test(`a run that is killed again and again gives the same bytes (${when})`, async () => {
    await inTempDir(async (folder) => {
      const env = { CBM_CACHE_DIR: join(folder, "cache") }, random = randomStream(seed, "tests/kill");
      const whole = join(folder, "whole"), killed = join(folder, "killed");
      const options = [...EVERYTHING_RANDOM, "--batch", "16", "--select", select];
      await cbmDone(tinyTrain(whole, ...options, "--quiet"), { env });

      const minutes = often ? "0.00001" : "10";
      const args = tinyTrain(killed, ...options, "--checkpoint-minutes", minutes, "--resume");
      const file = join(killed, "checkpoint", "last.safetensors");
      let kills = 0;
      // Now and then it is killed while it still starts; but it must get on, too.
      const moment = (): Moment =>
        kills % 3 === 1
          ? { checkpoints: 0, delay: random.integer(400) }
          : { checkpoints: often ? 1 + random.integer(12) : 1, delay: random.integer(60) };
      while (await killedAt(moment(), args, file, env)) kills++;
      assert.ok(kills > 0, "the run was never killed");
      await assertSameRun(whole, killed);
    });
  });
}
