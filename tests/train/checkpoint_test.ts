import assert from "node:assert/strict";
import { join } from "@std/path";
import { startBackend } from "../../src/backend/mod.ts";
import { InputError } from "../../src/errors.ts";
import { parseSafetensors, readSafetensors, writeSafetensors } from "../../src/io/safetensors.ts";
import { createModel } from "../../src/model/mod.ts";
import { randomStream } from "../../src/random.ts";
import { loadCheckpoint, saveCheckpoint } from "../../src/train/checkpoint.ts";
import { optimizerFactory } from "../../src/train/optimizer.ts";
import { freshState, type TrainingState } from "../../src/train/types.ts";
import { inTempDir } from "../end_to_end/command.ts";
import { numbersOf, tinyTraining } from "../../src/testing/tiny.ts";

await startBackend("wasm");

const saying = (...words: (string | RegExp)[]) => (error: unknown) =>
  error instanceof InputError &&
  words.every((word) => typeof word === "string" ? error.message.includes(word) : word.test(error.message));

Deno.test("a checkpoint restores model, optimizer, streams, position, metrics and selection", async () => {
  await inTempDir(async (folder) => {
    const path = join(folder, "checkpoint/last.safetensors");
    const trained = await tinyTraining(), fresh = await tinyTraining({ seed: 2 });
    const { history, selected } = await trained.run();
    const state: TrainingState = {
      position: { epoch: 2, step: 1, lossSum: 1.25, correct: 7 },
      random: { masks: [1, 2, 3, 4], augmentation: [4294967295, 0, 5, 6] },
      history,
      selected,
      lossScale: { scale: 32768, steady: 17 },
      method: { own: [1, "two"] },
    };
    await saveCheckpoint(path, state, trained.model, trained.optimizer, { epochs: 2 });
    assert.deepEqual(await loadCheckpoint(path, fresh.model, fresh.optimizer), state);
    assert.deepEqual(await numbersOf(fresh.model), await numbersOf(trained.model));
    for (const [name, variable] of trained.optimizer.state()) {
      assert.deepEqual(await fresh.optimizer.state().get(name)!.data(), await variable.data(), name);
    }
    const { metadata, tensors } = parseSafetensors(await Deno.readFile(path));
    assert.deepEqual(JSON.parse(metadata.config!), { epochs: 2 });
    assert.ok(tensors.has("model.conv1_initial.weight"));
    trained.dispose();
    fresh.dispose();
  });
});

Deno.test("loadCheckpoint() returns nothing if there is no checkpoint", async () => {
  const { model, optimizer, dispose } = await tinyTraining();
  assert.equal(await loadCheckpoint("/nowhere/last.safetensors", model, optimizer), undefined);
  dispose();
});

Deno.test("loadCheckpoint() rejects damaged files and another model's, with the remedy", async () => {
  await inTempDir(async (folder) => {
    const path = join(folder, "last.safetensors");
    const { model, optimizer, dispose } = await tinyTraining();
    const before = await numbersOf(model);
    await saveCheckpoint(path, freshState(), model, optimizer, {});
    const whole = await Deno.readFile(path);

    await Deno.writeFile(path, whole.subarray(0, whole.length - 100));
    await assert.rejects(loadCheckpoint(path, model, optimizer), saying(path));
    await Deno.writeFile(path, new Uint8Array(0));
    await assert.rejects(loadCheckpoint(path, model, optimizer), saying(path));

    await Deno.writeFile(path, whole);
    const tensors = await readSafetensors(path);
    await writeSafetensors(path, tensors, { format: "pt" });
    await assert.rejects(
      loadCheckpoint(path, model, optimizer),
      saying(path, "not a checkpoint", "delete it"),
    );
    const state = JSON.stringify(freshState());
    tensors.delete("optimizer.linear.bias.momentum_buffer");
    await writeSafetensors(path, tensors, { format: "cbm-checkpoint-1", state });
    await assert.rejects(loadCheckpoint(path, model, optimizer), saying(path, "linear.bias.momentum_buffer"));
    assert.deepEqual(await numbersOf(model), before);

    await Deno.writeFile(path, whole);
    const wider = createModel("resnet18:width=4", 3, randomStream(1, "weights"));
    const its = optimizerFactory("sgd")(wider.parameters());
    await assert.rejects(
      loadCheckpoint(path, wider, its),
      saying(path, "resnet18:width=4", "conv1_initial.weight"),
    );
    wider.dispose();
    its.dispose();
    dispose();
  });
});

Deno.test("saveCheckpoint() keeps the previous checkpoint if it cannot write", async () => {
  await inTempDir(async (folder) => {
    const { model, optimizer, dispose } = await tinyTraining();
    const blocked = join(folder, "file");
    await Deno.writeTextFile(blocked, "dear");
    const path = join(blocked, "last.safetensors");
    await assert.rejects(saveCheckpoint(path, freshState(), model, optimizer, {}), saying(path));
    assert.equal(await Deno.readTextFile(blocked), "dear");
    dispose();
  });
});
