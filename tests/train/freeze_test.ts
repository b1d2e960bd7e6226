import assert from "node:assert/strict";
import { join } from "@std/path";
import { startBackend } from "../../src/backend/mod.ts";
import { UsageError } from "../../src/errors.ts";
import { createModel } from "../../src/model/mod.ts";
import { randomStream } from "../../src/random.ts";
import { loadCheckpoint, saveCheckpoint } from "../../src/train/checkpoint.ts";
import { parseFreeze, trainable } from "../../src/train/freeze.ts";
import { optimizerFactory } from "../../src/train/optimizer.ts";
import { inTempDir } from "../end_to_end/command.ts";
import { numbersOf, tinyDataset, tinyTraining } from "../../src/testing/tiny.ts";

await startBackend("wasm");

const makeModel = () => createModel("resnet18:width=2", 3, randomStream(1, "weights"));

/** Trains with a freeze; the names of the parameters that moved, and whether running statistics did. */
async function movedBy(freeze: string, optimizerSpec: string, epochs: number) {
  const model = makeModel(), before = await numbersOf(model);
  const { optimizer, parameters } = trainable(model, optimizerFactory(optimizerSpec), parseFreeze(freeze));
  const training = await tinyTraining({ model, optimizer, parameters, epochs, learningRate: () => 0.01 });
  await training.run();
  const after = await numbersOf(model);
  const moved = [...before.keys()].filter((name) => String(before.get(name)) !== String(after.get(name)));
  const names = [...model.parameters().keys()];
  training.dispose();
  return { moved: new Set(moved), names };
}

Deno.test("a frozen body keeps its parameters despite weight decay; its running statistics follow the data", async () => {
  for (const optimizer of ["sgd:weight_decay=0.1", "adamw:weight_decay=0.1"]) {
    const { moved, names } = await movedBy("body", optimizer, 2);
    assert.deepEqual(names.filter((name) => moved.has(name)), ["linear.weight", "linear.bias"]);
    assert.ok(moved.has("layer1.0.bn1.running_mean"));
  }
});

Deno.test("modules are frozen by name, with everything in them and nothing else", async () => {
  const { moved, names } = await movedBy("conv1_initial+layer4.1", "sgd", 1);
  const still = names.filter((name) => !moved.has(name));
  assert.deepEqual(still, names.filter((name) => /^(conv1_initial|layer4\.1)\./.test(name)));
});

Deno.test("parameters frozen until an epoch train from then on", async () => {
  assert.ok(!(await movedBy("layer1:until=2", "adamax", 2)).moved.has("layer1.0.conv1.weight"));
  const { moved, names } = await movedBy("layer1:until=2", "adamax", 3);
  assert.deepEqual(names.filter((name) => !moved.has(name)), []);
});

Deno.test("an unfrozen parameter starts like a new one: Adam's bias correction counts its own steps", async () => {
  // One batch an epoch: the first step of the late parameters is the third of the others.
  const model = makeModel();
  const { optimizer, parameters } = trainable(model, optimizerFactory("adamw:weight_decay=0"), {
    modules: ["layer1"],
    until: 2,
  });
  const dataset = tinyDataset({ train: 8 });
  const training = await tinyTraining({
    model,
    optimizer,
    parameters,
    dataset,
    batch: 8,
    learningRate: () => 0.01,
  });
  const state = await training.run({ epochs: 2 });
  const before = await numbersOf(model);
  await training.run({ epochs: 3, state });
  const steps = [...(await numbersOf(model)).get("layer1.0.conv1.weight")!]
    .map((value, index) => Math.abs(Number(value) - Number(before.get("layer1.0.conv1.weight")![index])));
  // Adam's first step is the learning rate, whatever the gradient.
  assert.ok(Math.abs(Math.max(...steps) - 0.01) < 1e-4, String(Math.max(...steps)));
  training.dispose();
});

Deno.test("training resumed while the body is frozen gives the same weights", async () => {
  await inTempDir(async (folder) => {
    const path = join(folder, "last.safetensors");
    const start = async () => {
      const model = makeModel();
      const part = trainable(model, optimizerFactory("adamax"), parseFreeze("body:until=2"));
      return await tinyTraining({ model, ...part, epochs: 3 });
    };
    const whole = await start(), first = await start(), second = await start();
    await whole.run();
    const state = await first.run({ epochs: 1 });
    await saveCheckpoint(path, state, first.model, first.optimizer, {});
    const restored = await loadCheckpoint(path, second.model, second.optimizer);
    await second.run({ state: restored! });
    assert.deepEqual(await numbersOf(second.model), await numbersOf(whole.model));
    for (const training of [whole, first, second]) training.dispose();
  });
});

Deno.test("trainable() lists what can be frozen, and rejects freezing everything", () => {
  const model = makeModel(), sgd = optimizerFactory("sgd");
  const refused = (modules: string[], ...words: string[]) =>
    assert.throws(
      () => trainable(model, sgd, { modules, until: Infinity }),
      (error) => error instanceof UsageError && words.every((word) => error.message.includes(word)),
    );
  refused(["stage0"], '"stage0"', '"layer1"', '"body"');
  refused(["layer"], '"layer"');
  refused(["body", "linear"], "nothing would be left");
  model.dispose();
});
