/** Training on native TensorFlow by the command line, in processes of their own: a kernel that fails ends them. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { findNativeAddon } from "../../src/backend/tensorflow.ts";
import { cbmDone, cbmRefused, inTempDir } from "./command.ts";
import { assertSameRun, tinyTrain } from "./run_files.ts";

const ignore = await findNativeAddon() === undefined;
const native = ["--backend", "tensorflow", "--model", "resnet18:width=8", "--epochs", "2"];

for (const precision of ["fp32", "bf16"]) {
  Deno.test(
    { name: `cbm train on tensorflow in ${precision}, narrow: twice the same bytes`, ignore },
    async () => {
      await inTempDir(async (folder) => {
        const one = join(folder, "one"), two = join(folder, "two");
        for (const out of [one, two]) {
          await cbmDone(tinyTrain(out, ...native, "--precision", precision, "--batch", "64", "--quiet"));
        }
        await assertSameRun(one, two);
        const { precision: stored } = JSON.parse(await Deno.readTextFile(join(one, "config.json")));
        assert.equal(stored, precision);
      });
    },
  );
}

Deno.test("cbm train refuses bf16 where the backend has no such numbers, and writes nothing", async () => {
  await inTempDir(async (folder) => {
    const out = join(folder, "run");
    await cbmRefused(tinyTrain(out, "--precision", "bf16"), 2, ["bf16", "wasm", "tensorflow"]);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});
