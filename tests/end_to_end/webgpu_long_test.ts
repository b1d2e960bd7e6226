/** Training on WebGPU from the command line. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { findAdapter } from "../../src/backend/webgpu_adapter.ts";
import { testOn } from "../backend/test_on.ts";
import { cbmDone, inTempDir } from "./command.ts";

testOn(["webgpu"], "cbm train gives the losses that it gives on wasm", async () => {
  await inTempDir(async (folder) => {
    const env = { CBM_CACHE_DIR: join(folder, "cache") };
    const train = ["train", "--dataset", "emoji:train=16,test=10", "--model", "resnet18:width=2", "--quiet"];
    // Two steps, with masks and moved images.
    const steps = ["--method", "cbm:max=0.5", "--augment", "flip,crop", "--epochs", "1", "--batch", "8"];
    const lossesOn = async (backend: string) => {
      const out = join(folder, backend);
      await cbmDone([...train, ...steps, "--lr", "0.05", "--backend", backend, "--out", out], { env });
      const { sessions } = JSON.parse(await Deno.readTextFile(join(out, "environment.json")));
      assert.equal(sessions[0].backend.name, backend);
      return JSON.parse(await Deno.readTextFile(join(out, "metrics.jsonl")));
    };
    const found = await lossesOn("webgpu"), wanted = await lossesOn("wasm");
    for (const name of ["train_loss", "test_loss"]) {
      const difference = Math.abs(found[name] - wanted[name]);
      assert.ok(difference < 1e-3 * wanted[name], `${name}: ${found[name]}, ${wanted[name]} on wasm`);
    }
  });
});

testOn(["webgpu"], "cbm warns of WebGPU on a software device, and only there", async () => {
  await inTempDir(async (out) => {
    const words = [
      "train",
      "--dataset",
      "emoji:train=10,test=10",
      "--model",
      "resnet18:width=2",
      "--epochs",
      "1",
    ];
    const { stderr } = await cbmDone([...words, "--backend", "webgpu", "--out", join(out, "run")]);
    assert.equal(/software device.*--backend wasm/.test(stderr), (await findAdapter())!.software, stderr);
  });
});
