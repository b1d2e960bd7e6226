import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { startBackend } from "../../src/backend/mod.ts";
import type { HostBatch } from "../../src/batch.ts";
import { UsageError } from "../../src/errors.ts";
import { compose } from "../../src/method/compose.ts";
import { completeMethod, createMethod, splitMethods } from "../../src/method/mod.ts";
import type { EpochPlan, TrainingMethod } from "../../src/method/types.ts";
import { randomStream } from "../../src/random.ts";
import { inTempDir } from "../end_to_end/command.ts";
import { allOf, tinyDataset } from "../../src/testing/tiny.ts";

await startBackend("cpu");

const dataset = tinyDataset();

async function hostBatch(): Promise<HostBatch> {
  const indices = Uint32Array.of(4, 7), images = await dataset.train.read(indices);
  return { indices, images, original: images, shape: dataset.shape, geometry: undefined };
}

/** A method that records its calls and its draws. */
function noting(key: string, notes: string[], plan: EpochPlan = { ratio: 0 }): TrainingMethod {
  let stored: unknown = key;
  const note = (hook: string, random?: { uint32(): number }) =>
    notes.push(random === undefined ? `${key}.${hook}` : `${key}.${hook} ${random.uint32()}`);
  return {
    name: key,
    prepare: () => Promise.resolve(void note("prepare")),
    model: () => ({ afterConvolution: (x) => (note("after"), tf.add(x, key.length)) }),
    epoch: () => (note("epoch"), plan),
    augment: (batch, random) => (note("augment", random), batch),
    mask: (_, random) => (note("mask", random), undefined),
    batch: (batch, random) => (note("batch", random), { ...batch, images: tf.mul(batch.images, 2) }),
    state: () => stored,
    restore: (state) => void (stored = state),
  };
}

Deno.test("a composition calls each hook of its parts in the order written", async () => {
  const notes: string[] = [];
  const method = compose(["one", "three"].map((key) => ({ key, method: noting(key, notes) })));
  const random = () => randomStream(1, "test"), host = await hostBatch();
  await method.prepare!({ dataset, trainIndices: allOf(dataset.train), epochs: 2, cacheDir: "" });
  method.epoch!(0);
  method.augment!(host, random());
  method.mask!(host, random());
  const images = tf.ones<tf.Rank.R4>([2, 8, 8, 3]), targets = tf.ones<tf.Rank.R2>([2, 3]);
  const { images: made } = method.batch!({ images, targets, host }, random());
  assert.equal((await made.data())[0], 4);
  const after = method.model!({ epoch: 0, epochs: 2 }).afterConvolution!(images);
  assert.equal((await after.data())[0], 1 + 3 + 5);
  assert.equal(method.name, "one+three");
  const hooks = ["prepare", "epoch", "augment", "mask", "batch", "after"];
  assert.deepEqual(
    notes.map((line) => line.split(" ")[0]),
    hooks.flatMap((hook) => [`one.${hook}`, `three.${hook}`]),
  );
});

Deno.test("a composition has only the hooks of its parts", () => {
  const empty = compose([{ key: "a", method: { name: "a" } }, { key: "b", method: { name: "b" } }]);
  assert.deepEqual(Object.keys(empty), ["name"]);
});

Deno.test("a method draws the same numbers in a composition as alone", async () => {
  const host = await hostBatch();
  const draws = (keys: readonly string[], leaveOut: readonly string[] = []) => {
    const notes: string[] = [];
    const parts = keys.map((key) => {
      const method = noting(key, notes);
      return { key, method: leaveOut.includes(key) ? { name: key, batch: method.batch! } : method };
    });
    const { mask } = compose(parts), random = randomStream(1, "masks");
    for (const first of [4, 7]) mask!({ ...host, indices: Uint32Array.of(first, 1) }, random);
    const drawn = (key: string) => notes.filter((note) => note.startsWith(`${key}.`));
    return drawn;
  };
  const alone = draws(["cbm"])("cbm");
  assert.equal(new Set(alone).size, 2);
  assert.deepEqual(draws(["cbm", "other"])("cbm"), alone);
  assert.deepEqual(draws(["other", "cbm"], ["other"])("cbm"), alone);
  const further = draws(["cbm", "other"])("other").map((line) => line.split(" ")[1]);
  assert.equal(new Set([...further, ...alone.map((line) => line.split(" ")[1])]).size, 4, "all draws differ");
  assert.deepEqual(
    draws(["cbm", "other", "last"])("other").map((line) => line.split(" ")[1]),
    further,
  );
});

Deno.test("a composition's plan has the ratio of the part that masks, and the input size of the one that sets it", () => {
  const planned = (...plans: EpochPlan[]) =>
    compose(plans.map((plan, index) => ({ key: `${index}`, method: noting(`${index}`, [], plan) }))).epoch!(
      0,
    );
  assert.deepEqual(planned({ ratio: 0 }, { ratio: 0.4036067977500615 }), { ratio: 0.4036067977500615 });
  assert.deepEqual(planned({ ratio: 0.4, inputSize: 6 }, { ratio: 0, magnitude: 3 }), {
    ratio: 0.4,
    inputSize: 6,
    magnitude: 3,
  });
  assert.deepEqual(planned({ ratio: 0.5 }, { ratio: 0.5 }), { ratio: 0.75 });
});

Deno.test("a composition stores each part's state under its name", () => {
  const make = () => compose(["a", "b"].map((key) => ({ key, method: noting(key, []) })));
  assert.deepEqual(make().state!(), { a: "a", b: "b" });
  const restored = make();
  restored.restore!({ a: { own: 1 }, b: [2] });
  assert.deepEqual(restored.state!(), { a: { own: 1 }, b: [2] });
});

Deno.test("a composition takes the learning rates of the part that sets them", () => {
  const rates = new Map([["w", 0.5]]);
  const parts = [{ name: "a", step: () => undefined }, { name: "b", step: () => rates }];
  const method = compose(parts.map((part) => ({ key: part.name, method: part })));
  const context = { epoch: 0, epochs: 1, step: 0, steps: 1, learningRate: 1, parameters: ["w"] };
  assert.equal(method.step!(context), rates);
});

Deno.test("createMethod() reads a composition: options belong to the name before them", async () => {
  assert.deepEqual(splitMethods("cbm:max=1e+3,hold=2+conventional"), ["cbm:max=1e+3,hold=2", "conventional"]);
  const method = createMethod("cbm:max=0.6,schedule=constant+conventional");
  assert.equal(method.name, "cbm:schedule=constant,max=0.6+conventional");
  await inTempDir(async (cacheDir) => {
    await method.prepare!({ dataset, trainIndices: allOf(dataset.train), epochs: 2, cacheDir });
    assert.deepEqual(method.epoch!(0), { ratio: 0.6 });
    const alone = createMethod("cbm:max=0.6,schedule=constant"), host = await hostBatch();
    await alone.prepare!({ dataset, trainIndices: allOf(dataset.train), epochs: 2, cacheDir });
    alone.epoch!(0);
    const mask = (one: TrainingMethod) => one.mask!(host, randomStream(1, "masks"));
    assert.deepEqual(mask(method), mask(alone));
  });
});

Deno.test("completeMethod() spells out every part, and completing twice changes nothing", () => {
  const complete = completeMethod("cbm:max=0.3+conventional");
  assert.equal(complete, `${completeMethod("cbm:max=0.3")}+conventional`);
  assert.equal(completeMethod(complete), complete);
});

Deno.test("createMethod() rejects a part that is unknown, has an invalid option, or occurs twice", () => {
  const refused = (text: string, ...words: string[]) =>
    assert.throws(
      () => createMethod(text),
      (error) => error instanceof UsageError && words.every((word) => error.message.includes(word)),
      text,
    );
  refused("cbm+cutmics", '"cutmics"', '"cbm"');
  refused("cbm+conventional:max=0.3", '"max"', '"conventional"');
  refused("cbm:max=0.3+conventional+cbm", '"cbm"', "twice");
  refused("cbm+", '""');
  refused("+cbm", '""');
});
