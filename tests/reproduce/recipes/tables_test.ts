import assert from "node:assert/strict";
import { createAugmentation } from "../../../src/data/augment/mod.ts";
import { findDataset } from "../../../src/data/mod.ts";
import { UsageError } from "../../../src/errors.ts";
import { resolveConfig, type RunConfig, runName } from "../../../src/experiment/config.ts";
import { patchCount } from "../../../src/masking/mod.ts";
import { createMethod } from "../../../src/method/mod.ts";
import { kindOf, modelFactory } from "../../../src/model/mod.ts";
import { readOptions } from "../../../src/options.ts";
import type { Experiment } from "../../../src/reproduce/experiment.ts";
import { gridRuns } from "../../../src/reproduce/grid.ts";
import { findExperiment, findRecipe, mainOf, recipes, tables } from "../../../src/reproduce/tables.ts";
import { createSchedule } from "../../../src/schedule/mod.ts";
import { parseSpec } from "../../../src/spec.ts";
import { parseFreeze } from "../../../src/train/freeze.ts";
import { learningRateSchedule } from "../../../src/train/learning_rate.ts";
import { optimizerFactory } from "../../../src/train/optimizer.ts";

/** What a preparation would have made. */
const MADE = {
  weights: { path: "w.safetensors", sha256: "1".repeat(64) },
  "input gradient": { path: "p.npy", sha256: "2".repeat(64) },
};

/** An experiment as it is run, and what is trained before. */
function asRun(experiment: Experiment): { experiment: Experiment; before: RunConfig[] } {
  const { prepare, base } = experiment;
  const given = { weights: "w.safetensors", weightsSha256: "0".repeat(64) };
  const arms = experiment.weightsFrom === undefined
    ? experiment.arms
    : experiment.arms.map((arm) =>
      arm.config?.replaceHead ? { ...arm, config: { ...arm.config, ...given } } : arm
    );
  if (prepare === undefined) return { experiment: { ...experiment, arms }, before: [] };
  return {
    experiment: { ...experiment, arms: prepare.arms(MADE[prepare.takes]) },
    before: [prepare.train(base)],
  };
}

/** Everything that a run reads out of its configuration before it loads an image. */
function checkConfig(config: RunConfig, source: string): void {
  resolveConfig({ ...config }, source);
  createMethod(config.method).check?.(kindOf(config.model));
  modelFactory(config.model);
  optimizerFactory(config.optimizer);
  createAugmentation(config.augment, kindOf(config.model));
  if (config.freeze !== null) parseFreeze(config.freeze);
  learningRateSchedule(config.learningRateSchedule, { base: config.learningRate, epochs: config.epochs });
  const dataset = parseSpec(config.dataset);
  readOptions(findDataset(dataset.name).options, dataset);
}

for (const [table, profiles] of Object.entries(tables)) {
  Deno.test(`the table ${table} is a grid of valid runs in every profile`, () => {
    for (const profile of Object.keys(profiles)) {
      const found = findExperiment(table, profile), { experiment, before } = asRun(found);
      assert.equal(experiment.name, `${table}-${profile}`);
      const runs = gridRuns(experiment);
      for (const { config } of [...runs, ...before.map((config) => ({ config }))]) {
        checkConfig(config, experiment.name);
      }
      assert.equal(new Set(runs.map(({ name }) => name)).size, runs.length, "two arms are the same run");
      const names = new Set(runs.map(({ name }) => name));
      assert.ok(before.every((config) => !names.has(runName(config))));
      assert.ok(
        experiment.comparisons.length > 0 && experiment.seeds.length >= (profile === "paper" ? 5 : 3),
      );
      const compared = new Set(experiment.comparisons.flatMap((one) => [one.treatment, one.control]));
      for (const { label } of experiment.arms) assert.ok(compared.has(label), `nothing is said of ${label}`);
      assert.ok(experiment.arms.some(({ method }) => method === "conventional"), "a control");
      assert.ok(experiment.notes.length > 0);
    }
  });
}

Deno.test("arms of one comparison have the same images and number of steps", () => {
  for (const [table, profiles] of Object.entries(tables)) {
    for (const found of Object.values(profiles)) {
      const { experiment } = asRun(found);
      const configs = new Map(gridRuns(experiment).map(({ config }) => [config.label, config]));
      for (const { treatment, control } of experiment.comparisons) {
        const [a, b] = [configs.get(treatment)!, configs.get(control)!];
        for (
          const key of ["dataset", "trainSize", "testSize", "epochs", "batch", "model", "select"] as const
        ) {
          assert.equal(a[key], b[key], `${table}: ${treatment} and ${control} differ in ${key}`);
        }
      }
    }
  }
});

/** Patches hidden in each epoch of a run by CBM. */
function counts({ method, epochs }: RunConfig): number[] {
  const { options } = parseSpec(method.split("+")[0]!), { schedule = "linear-repeat", max, min } = options;
  const number = (text?: string) => text === undefined ? undefined : Number(text);
  const ratio = createSchedule(schedule, { epochs, max: number(max), min: number(min) });
  return Array.from({ length: epochs }, (_, epoch) => patchCount(ratio(epoch), Number(options.patches ?? 4)));
}

Deno.test("salient and random patches are compared at equal counts in every epoch", () => {
  let compared = 0;
  for (const profiles of Object.values(tables)) {
    for (const found of Object.values(profiles)) {
      const { experiment } = asRun(found);
      const configs = new Map(gridRuns(experiment).map(({ config }) => [config.label, config]));
      for (const { treatment, control } of experiment.comparisons) {
        const [a, b] = [configs.get(treatment)!, configs.get(control)!];
        if (!b.method.includes("uniform")) continue;
        assert.deepEqual(counts(a), counts(b), `${experiment.name}: ${treatment} and ${control}`);
        compared++;
      }
    }
  }
  assert.ok(compared > 20);
});

Deno.test("the table main keeps the runs that it had, so that finished ones are found", () => {
  const names = gridRuns(findExperiment("main", "small")).map(({ name }) => name);
  for (
    const name of ["conventional-seed1-50922bca6e", "cbm-seed2-033dc7cd81", "random-masking-seed3-8c35fb861f"]
  ) {
    assert.ok(names.includes(name), name); // as under results/main-small
  }
  const quick = findExperiment("rivals", "quick"); // which was main's
  const { trainSize, testSize, epochs, batch, learningRate, learningRateSchedule, model } = quick.base;
  assert.deepEqual([trainSize, testSize, epochs, batch, learningRate, learningRateSchedule, model], [
    2000,
    1500,
    10,
    32,
    0.05,
    "step:at=8,factor=0.1",
    "resnet18:width=8",
  ]);
});

Deno.test("the first command compares three arms of five seeds, within the image-steps of minutes", () => {
  const quick = findExperiment("main", "quick"), runs = gridRuns(quick);
  assert.deepEqual(quick.arms.map(({ label }) => label), ["conventional", "cbm", "random masking"]);
  assert.equal(runs.length, 15);
  const steps = runs.reduce((sum, { config }) => sum + config.epochs * config.trainSize!, 0);
  assert.ok(steps <= 225_000, String(steps));
  assert.deepEqual(
    quick.comparisons.map(({ treatment, control }) => `${treatment}:${control}`),
    ["cbm:conventional", "random masking:conventional", "cbm:random masking"],
  );
});

Deno.test("main runs the published protocol of any recipe, with the recipe's ratios in both masking arms", () => {
  for (const recipe of recipes) {
    if (recipe.config.method === "conventional") {
      assert.throws(() => mainOf(recipe), UsageError);
      continue;
    }
    const experiment = mainOf(recipe, "w.pth");
    const given = recipe.weightsFrom === undefined ? {} : { weightsSha256: "0".repeat(64) };
    const runs = gridRuns({ ...experiment, base: { ...experiment.base, ...given }, seeds: [1] });
    for (const { config } of runs) checkConfig(config, recipe.name);
    const of = (label: string) => runs.find(({ config }) => config.label === label)?.config;
    assert.equal(of("cbm")!.method, recipe.config.method);
    assert.deepEqual(counts(of("random masking")!), counts(of("cbm")!));
    assert.equal(of("lscl") !== undefined, /^(emoji|cifar100)/.test(recipe.config.dataset));
    const known = experiment.published?.map(({ arm }) => arm) ?? [];
    for (const arm of known) {
      assert.ok(of(arm), `${recipe.name}: a published number of ${arm}, and no such arm`);
    }
  }
  assert.throws(() => mainOf(findRecipe("cvt13-pretrained-cifar10")), UsageError);
});

Deno.test("main and arms compare CBM with everything beside it, and everything with conventional training", () => {
  const everything = [tables["main"]!, tables["arms"]!].flatMap((table) => Object.values(table));
  for (const { name, arms, comparisons } of [...everything, mainOf(findRecipe("resnet18-cifar100"))]) {
    const controlsOf = (arm: string) =>
      comparisons.filter(({ treatment }) => treatment === arm).map(({ control }) => control);
    // What has crops and flips besides is compared with crops and flips.
    const others = arms.map(({ label }) => label).filter((label) => !label.startsWith("cbm"));
    assert.deepEqual(controlsOf("cbm").toSorted(), others.toSorted(), name);
    assert.deepEqual(comparisons[0], { treatment: "cbm", control: "conventional" }, "the first question");
    for (const label of others.slice(1)) assert.deepEqual(controlsOf(label), ["conventional"], name);
  }
});

Deno.test("what is published stands beside arms of the paper's protocol, and only there", () => {
  for (const [name, { quick, small, paper }] of Object.entries(tables)) {
    assert.ok(quick.published === undefined && small.published === undefined, name);
    const labels = paper.arms.map(({ label }) => label);
    for (const { arm, from } of paper.published ?? []) {
      assert.ok(labels.includes(arm), `${name}: ${from} has ${arm}, and no such arm`);
    }
  }
  const beside = (table: string, arm: string) =>
    findExperiment(table, "paper").published!.filter((row) => row.arm === arm)
      .map(({ from, mean, standardDeviation }) => [from, mean, standardDeviation]);
  for (const table of ["arms", "schedules", "patches", "ratio", "salience", "cutmix"]) {
    assert.deepEqual(beside(table, "conventional"), [["LeRaC", 89.2, 0.43]], table);
  }
  assert.deepEqual(beside("main", "conventional"), [["LeRaC", 89.2, 0.43], ["CurBench", 92.33, 0.16]]);
  assert.deepEqual(beside("main", "efficient_train"), [["CurBench", 92.88, 0.23]]);
  assert.deepEqual(beside("arms", "crop and flip"), [["CurBench", 92.33, 0.16], ["Cutout", 95.28, null]]);
  assert.deepEqual(beside("arms", "cutout"), [["Cutout", 96.01, null]]);
  assert.deepEqual(beside("arms", "random erasing"), [["Random Erasing", 93.27, null]]);
  assert.deepEqual(beside("arms", "cutmix"), [], "published on another network and data set");
  for (const table of ["arms", "cutmix"]) {
    assert.ok(findExperiment(table, "paper").notes.some((note) => /PyramidNet-200 on CIFAR-100/.test(note)));
  }
});

Deno.test("findExperiment() names what there is", () => {
  assert.throws(() => findExperiment("second", "quick"), /"second".*"main"/);
  assert.throws(() => findExperiment("main", "tiny"), /"tiny".*"quick"/);
  assert.throws(() => findExperiment("constructor", "quick"), UsageError);
  assert.throws(() => findRecipe("resnet18-mnist"), /"resnet18-mnist".*"resnet18-cifar10"/);
});
