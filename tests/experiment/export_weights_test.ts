import { join } from "@std/path";
import assert from "node:assert/strict";
import { resolveConfig } from "../../src/experiment/config.ts";
import { exportWeights } from "../../src/experiment/export.ts";
import { runTraining } from "../../src/experiment/mod.ts";
import { readWeightsFile } from "../../src/io/weights_file.ts";
import { runPaths } from "../../src/experiment/run_folder/mod.ts";

Deno.test("exportWeights() writes a run's weights in half the bytes, rounded to half precision", async () => {
  const folder = await Deno.makeTempDir({ prefix: "cbm-export-test-" });
  try {
    const run = join(folder, "run"), out = join(folder, "weights.safetensors");
    await assert.rejects(exportWeights(run, out), /config\.json/);
    const given = { dataset: "emoji:train=20,test=10", model: "resnet18:width=2", epochs: 1, batch: 10 };
    await runTraining(resolveConfig(given, "the test"), { out: run, backend: "wasm" });
    const { classes, parameters } = await exportWeights(run, out);
    assert.equal(classes, 10);

    const full = await readWeightsFile(runPaths(run).weights), half = await readWeightsFile(out);
    assert.deepEqual([...half.keys()].sort(), [...full.keys()].sort());
    assert.equal([...half.values()].reduce((sum, { data }) => sum + data.length, 0), parameters);
    for (const [name, { data, shape }] of full) {
      assert.deepEqual(half.get(name)!.shape, shape, name);
      const far = [...half.get(name)!.data].findIndex((value, i) =>
        Math.abs(Number(value) - Number(data[i])) > 2 ** -11 * Math.abs(Number(data[i])) + 2 ** -25
      );
      assert.equal(far, -1, name);
    }
    const size = async (path: string) => (await Deno.stat(path)).size;
    assert.ok(await size(out) < 0.7 * await size(runPaths(run).weights));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
