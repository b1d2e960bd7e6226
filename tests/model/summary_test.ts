import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { startBackend } from "../../src/backend/mod.ts";
import { createModel } from "../../src/model/mod.ts";
import { NoDraws, summarizeNetwork } from "../../src/model/summary.ts";
import { testOnEachBackend } from "../backend/each_backend.ts";
import { make } from "./classifiers.ts";

Deno.test("summarizeNetwork() counts the published multiply-adds", async () => {
  await startBackend("wasm");
  // paper.md, section 3; CvT's with 1000 classes, to the digits that are given there.
  const exact = [["resnet18", 32, 555_422_720], ["wide_resnet", 32, 469_157_120]] as const;
  for (const [spec, size, macs] of exact) {
    const model = createModel(spec, 10, new NoDraws());
    assert.equal((await summarizeNetwork(model, size)).macs, macs, spec);
    model.dispose();
  }
  const cvt = createModel("cvt13", 1000, new NoDraws());
  for (const [size, millions] of [[32, "100.8"], [64, "351.4"]] as const) {
    assert.equal(((await summarizeNetwork(cvt, size)).macs / 1e6).toFixed(1), millions);
  }
  cvt.dispose();
});

testOnEachBackend(
  "summarizeNetwork() lists every layer with its output and leaks no tensors",
  async () => {
    const model = make("cvt:dims=8-8-16,depth=1-1-1,heads=1-1-2", 5), before = tf.memory().numTensors;
    const { layers, parameters, macs, name, classes } = await summarizeNetwork(model, 32);
    assert.equal(tf.memory().numTensors, before);
    assert.deepEqual([name, classes], [model.name, 5]);
    assert.equal(layers.reduce((sum, layer) => sum + layer.parameters, 0), parameters);
    assert.equal(layers.reduce((sum, layer) => sum + layer.macs, 0), macs);
    const row = (wanted: string) => layers.find((layer) => layer.name === wanted);
    assert.deepEqual(row("stage0.patch_embed.proj"), {
      name: "stage0.patch_embed.proj",
      output: [8, 8, 8],
      parameters: 7 * 7 * 3 * 8 + 8,
      macs: 7 * 7 * 3 * 8 * 64,
    });
    assert.equal(row("stage0.blocks.0.attn.conv_proj_k.conv")!.macs, 9 * 8 * 16);
    // Queries of 64 tokens with keys of 16, and as much for the values.
    assert.equal(row("stage0.blocks.0.attn")!.macs, 2 * 64 * 16 * 8);
    assert.deepEqual(row("head")!.output, [5]);
    assert.deepEqual(row("norm_final"), { name: "norm_final", output: undefined, parameters: 32, macs: 0 });
    model.dispose();
  },
);
