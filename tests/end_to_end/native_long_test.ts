/** Training on native TensorFlow from the command line, in separate processes, which a failing kernel would end. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { withoutNative } from "../backend/required.ts";
import { cbmDone, cbmRefused, inTempDir } from "./command.ts";
import { assertSameRun, tinyTrain } from "./run_files.ts";

const ignore = await withoutNative();
const native = ["--backend", "tensorflow", "--model", "resnet18:width=8", "--epochs", "2"];

for (const precision of ["fp32", "bf16"]) {
  Deno.test(
    { name: `cbm train on tensorflow in ${precision} gives the same bytes twice`, ignore },
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

Deno.test("cbm train rejects bf16 on a backend without it, and writes nothing", async () => {
  await inTempDir(async (folder) => {
    const out = join(folder, "run");
    await cbmRefused(tinyTrain(out, "--precision", "bf16"), 2, ["bf16", "wasm", "tensorflow"]);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("cbm train rejects a detector in 16 bits before it draws data, and writes nothing", async () => {
  await inTempDir(async (folder) => {
    const env = { CBM_CACHE_DIR: join(folder, "cache") };
    const scenes = ["train", "--dataset", "scenes:size=64,train=8,test=4,styles=twemoji"];
    const args = [...scenes, "--model", "yolov5n", "--out", join(folder, "run"), "--backend", "tensorflow"];
    for (const precision of ["bf16", "fp16"]) {
      await cbmRefused(
        [...args, "--precision", precision],
        2,
        ["detector", precision, "use --precision fp32"],
        {
          env,
        },
      );
    }
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});
