import { join } from "@std/path";
import assert from "node:assert/strict";
import { probeBackends, startBackend } from "../../../src/backend/mod.ts";
import { resolveConfig } from "../../../src/experiment/config.ts";
import { runTraining } from "../../../src/experiment/run_training.ts";
import { writeSafetensors } from "../../../src/io/safetensors.ts";
import { modelFactory } from "../../../src/model/mod.ts";
import { NoDraws, summarizeNetwork } from "../../../src/model/summary.ts";
import { exportState } from "../../../src/model/weights.ts";
import { randomStream } from "../../../src/random.ts";
import { type Recipe, recipeConfig, recipes } from "../../../src/reproduce/tables.ts";
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
