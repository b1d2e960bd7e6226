import assert from "node:assert/strict";
import { join } from "@std/path";
import { sha256Hex } from "../../src/io/hash.ts";
import { readSafetensors } from "../../src/io/safetensors.ts";
import { cbmDone, cbmRefused, inTempDir } from "./command.ts";
import { refusedHere } from "./in_process.ts";
import { tinyTrain } from "./run_files.ts";

Deno.test("a run's weights can be exported, evaluated and trained on", async (t) => {
  await inTempDir(async (folder) => {
    const env = { CBM_CACHE_DIR: join(folder, "cache") };
    const [before, after] = [join(folder, "before"), join(folder, "after")];
    await cbmDone(tinyTrain(before, "--epochs", "1"), { env });
    const weights = join(before, "checkpoint", "weights.safetensors");

    await t.step("cbm export writes a LayersModel with the classes' names", async () => {
      const out = join(folder, "web");
      const { stdout } = await cbmDone([
        "export",
        "--run",
        before,
        "--out",
        out,
        "--backend",
        "wasm",
        "--json",
      ]);
      assert.equal(JSON.parse(stdout).model, "resnet18:width=4");
      const { userDefinedMetadata, weightsManifest } = JSON.parse(
        await Deno.readTextFile(join(out, "model.json")),
      );
      const { classes } = JSON.parse(await Deno.readTextFile(join(before, "summary.json")));
      assert.deepEqual(userDefinedMetadata.classes, classes);
      assert.deepEqual(weightsManifest[0].paths, ["weights.bin"]);
      await cbmRefused(["export", "--run", before, "--weights", weights, "--out", out], 2, ["either --run"]);
    });

    await t.step("cbm evaluate gives the same of a run and of its weights alone", async () => {
      const dataset = ["--dataset", "emoji:train=200,test=100", "--backend", "wasm", "--json"];
      const run = await cbmDone(["evaluate", "--run", before, ...dataset], { env });
      const alone = ["evaluate", "--model", "resnet18:width=4", "--weights", weights, ...dataset];
      assert.deepEqual(JSON.parse((await cbmDone(alone, { env })).stdout), JSON.parse(run.stdout));
    });

    await t.step("cbm train starts from weights, with a fresh last layer and a frozen body", async () => {
      const args = tinyTrain(
        after,
        "--weights",
        weights,
        "--replace-head",
        "--freeze",
        "body",
        "--epochs",
        "1",
      );
      const { stderr } = await cbmDone(args, { env });
      assert.match(stderr, /linear\.weight and linear\.bias keep their random initial values/);
      const config = JSON.parse(await Deno.readTextFile(join(after, "config.json")));
      assert.equal(config.weightsSha256, sha256Hex(await Deno.readFile(weights)));
      assert.deepEqual([config.replaceHead, config.freeze], [true, "body"]);
      const [old, trained] = await Promise.all(
        [weights, join(after, "checkpoint", "weights.safetensors")].map(readSafetensors),
      );
      const moved = (name: string) => String(old!.get(name)!.data) !== String(trained!.get(name)!.data);
      assert.ok(!moved("layer4.1.conv2.weight") && moved("linear.weight"));
      assert.ok(moved("layer4.1.bn2.running_mean"), "running statistics follow the new data");
    });

    await t.step(
      "cbm train refuses weights and modules that do not fit, and leaves no run behind",
      async () => {
        const out = join(folder, "refused");
        const refused = (code: 1 | 2, words: string[], ...more: string[]) =>
          refusedHere([...tinyTrain(out), ...more], code, words, { env });
        await refused(
          1,
          ["layer1.0.conv1.weight", "of a different shape"],
          "--weights",
          weights,
          "--model",
          "resnet18:width=2",
        );
        await refused(2, ['"stage0"', '"layer1"'], "--freeze", "stage0");
        await refused(2, ['"replaceHead"', '"weights"'], "--replace-head");
        await refused(1, ["no such file"], "--weights", join(folder, "none.pth"));
        await assert.rejects(Deno.stat(join(out, "config.json")), Deno.errors.NotFound);
      },
    );
  });
});
