import { join } from "@std/path";
import assert from "node:assert/strict";
import { probeBackends, startBackend } from "../../../src/backend/mod.ts";
import { resolveConfig } from "../../../src/experiment/config.ts";
import { runTraining } from "../../../src/experiment/run.ts";
import { writeSafetensors } from "../../../src/io/safetensors.ts";
import { modelFactory } from "../../../src/model/mod.ts";
import { NoDraws, summarizeNetwork } from "../../../src/model/summary.ts";
import { exportState } from "../../../src/model/weights.ts";
import { randomStream } from "../../../src/random.ts";
import { rateOf } from "../../../src/reproduce/recipes/rates.ts";
import { type Recipe, recipeConfig, recipes, trainingFlop } from "../../../src/reproduce/tables.ts";
import { parseSpec } from "../../../src/spec.ts";
import { withTree } from "./trees.ts";

const native = (await probeBackends()).some(({ name, available }) => name === "tensorflow" && available);
const backend = native ? "tensorflow" : "wasm";

/** Weights of the recipe's network for other classes than it will have, as those of ImageNet are. */
async function writeWeights(path: string, model: string): Promise<void> {
  const network = modelFactory(model)(7, randomStream(5, "weights"));
  await writeSafetensors(path, await exportState(network));
  network.dispose();
}

/** One step of a recipe on a small copy of its data set. */
async function trainStep(recipe: Recipe, weights?: string): Promise<void> {
  await startBackend(backend);
  await withTree(parseSpec(recipe.config.dataset).name, async (root) => {
    const config = resolveConfig({ ...recipeConfig(recipe, weights) }, recipe.name);
    const short = { ...config, epochs: 1, batch: 2, trainSize: 2, testSize: 2 };
    const summary = await runTraining(short, { out: join(root, "run"), dataDir: root, backend });
    assert.equal(summary.train_size, 2);
    assert.ok(Number.isFinite(summary.last.train_loss) && Number.isFinite(summary.last.test_loss));
    assert.ok(summary.last.train_loss > 0);
  });
}

for (const recipe of recipes.filter(({ weightsFrom }) => weightsFrom === undefined)) {
  Deno.test(`the recipe ${recipe.name} trains a step on a small copy of its data set, on ${backend}`, () =>
    trainStep(recipe));
}

Deno.test(`recipes that start from weights take them and train a step, on ${backend}`, async (t) => {
  await startBackend(backend);
  const folder = await Deno.makeTempDir(), files = new Map<string, string>();
  try {
    for (const recipe of recipes.filter(({ weightsFrom }) => weightsFrom !== undefined)) {
      const { name, config: { model } } = recipe, path = join(folder, `${files.size}.safetensors`);
      if (!files.has(model)) await writeWeights(path, model);
      files.set(model, files.get(model) ?? path);
      await t.step(name, async () => {
        assert.throws(() => recipeConfig(recipe), /--weights/);
        await trainStep(recipe, files.get(model));
      });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the cost of every recipe is reckoned from the arithmetic that its network has", async () => {
  await startBackend("wasm");
  const known = new Map<string, number>();
  for (const { name, config: { model }, classes, size, macs } of recipes) {
    const key = `${model} ${classes} ${size}`;
    if (!known.has(key)) {
      const network = modelFactory(model)(classes, new NoDraws());
      known.set(key, (await summarizeNetwork(network, size)).macs);
      network.dispose();
    }
    assert.equal(macs, known.get(key), name);
  }
});

/** A number as headers have it: `3.55e16`. */
const short = (flop: number) => flop.toExponential(2).replace("e+", "e");

Deno.test("every recipe's header has its command, its cost and what is published", async () => {
  const folder = new URL("../../../src/experiment/recipes/", import.meta.url);
  const headers: string[] = [];
  const groups = [
    "resnet18",
    "wide_resnet",
    "cvt13",
    "cvt13_pretrained",
    "multi_label",
    "transfer",
    "yolov5",
  ];
  for (const group of groups) {
    for await (const { name } of Deno.readDir(new URL(group, folder))) {
      const text = await Deno.readTextFile(new URL(`${group}/${name}`, folder));
      headers.push(text.slice(0, text.indexOf("*/")).replace(/\s+\*\s+/g, " "));
    }
  }
  for (const recipe of recipes) {
    const header = headers.find((text) => text.includes(`--recipe ${recipe.name} `));
    assert.ok(header !== undefined, `no header names ${recipe.name}`);
    assert.ok(
      header.includes(`${short(trainingFlop(recipe))} FLOP`),
      `${recipe.name}: ${trainingFlop(recipe)}`,
    );
    assert.ok(header.includes(`at ${rateOf(recipe)} GFLOP/s`), recipe.name);
    for (const { mean, standardDeviation } of recipe.published ?? []) {
      assert.ok(header.includes(`${mean.toFixed(2)} ± ${standardDeviation!.toFixed(2)}`), recipe.name);
    }
  }
});
