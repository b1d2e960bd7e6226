import assert from "node:assert/strict";
import { resolveConfig } from "../../src/experiment/config.ts";
import { models } from "../../src/model/mod.ts";
import { learningRateSchedule } from "../../src/train/learning_rate.ts";
import { optimizerFactory } from "../../src/train/optimizer.ts";

/** The fields of a configuration that come from the network. */
function trainingOf(given: Readonly<Record<string, unknown>>) {
  const { epochs, batch, optimizer, learningRate, learningRateSchedule, ema } = resolveConfig(
    given,
    "a test",
  );
  return { epochs, batch, optimizer, learningRate, learningRateSchedule, ema };
}

Deno.test("every network trains by its own recipe by default, and the recipe is valid", () => {
  for (const { name, defaultRecipe } of models) {
    const training = trainingOf({ model: name });
    assert.deepEqual(training, defaultRecipe, name);
    optimizerFactory(training.optimizer);
    learningRateSchedule(training.learningRateSchedule, {
      base: training.learningRate,
      epochs: training.epochs,
    });
  }
});

Deno.test("the default recipes are the published ones", () => {
  const adamax = {
    epochs: 200,
    batch: 64,
    optimizer: "adamax",
    learningRate: 0.002,
    learningRateSchedule: "cosine:min=0.00005",
    ema: null,
  };
  for (const model of ["cvt13", "cvt13:activation=quickgelu", "cvt:dims=8-8-8,heads=1-1-1"]) {
    assert.deepEqual(trainingOf({ model }), adamax, model);
  }
  const sgd = {
    epochs: 200,
    batch: 64,
    optimizer: "sgd:momentum=0.9,weight_decay=0.0005",
    learningRate: 0.1,
    learningRateSchedule: "step:at=32-62-92,factor=0.1",
    ema: null,
  };
  for (const model of ["resnet18:width=16", "wide_resnet"]) {
    assert.deepEqual(trainingOf({ model }), sgd, model);
  }
  const imageNet = { ...sgd, epochs: 100, optimizer: "sgd:momentum=0.9,weight_decay=0.0001" };
  for (const model of ["resnet18_imagenet", "wide_resnet50_2"]) {
    assert.deepEqual(trainingOf({ model }), imageNet, model);
  }
});

Deno.test("given settings override the default recipe, field by field", () => {
  const training = trainingOf({ model: "cvt13", optimizer: "adamw", epochs: 3 });
  assert.deepEqual([training.optimizer, training.epochs, training.learningRate], ["adamw", 3, 0.002]);
  // A run stored by an older version gives every field and resumes with it.
  const stored = resolveConfig({ model: "resnet18" }, "config.json");
  assert.deepEqual(resolveConfig({ ...stored, model: "cvt13" }, "config.json"), {
    ...stored,
    model: "cvt13",
  });
});
