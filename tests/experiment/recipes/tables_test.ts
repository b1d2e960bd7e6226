import assert from "node:assert/strict";
import { UsageError } from "../../../src/errors.ts";
import { type RunConfig, runName } from "../../../src/experiment/config.ts";
import { resolveConfig } from "../../../src/experiment/config.ts";
import { type Experiment, gridRuns } from "../../../src/experiment/grid.ts";
import type { Maker } from "../../../src/experiment/prepare.ts";
import { findExperiment, findRecipe, mainOf, recipes, tables } from "../../../src/experiment/recipes/mod.ts";
import { createMethod } from "../../../src/method/mod.ts";
import { kindOf, networkFactory } from "../../../src/model/network.ts";
import { createSchedule } from "../../../src/schedule/mod.ts";
import { patchCount } from "../../../src/masking/mod.ts";
import { parseSpec } from "../../../src/spec.ts";
import { parseFreeze } from "../../../src/train/freeze.ts";
import { learningRateSchedule } from "../../../src/train/learning_rate.ts";
import { optimizerFactory } from "../../../src/train/optimizer.ts";
import { createAugmentation } from "../../../src/data/augment/mod.ts";
import { findDataset } from "../../../src/data/mod.ts";
import { checkOptions } from "../../../src/spec.ts";

/** What a preparation would have made; what it asked for is kept. */
function makerOf(asked: RunConfig[]): Maker {
  return {
    train: (config) => {
      asked.push(config);
      return Promise.resolve({ path: "w.safetensors", sha256: "1".repeat(64) });
    },
    inputGradient: () => Promise.resolve({ path: "p.npy", sha256: "2".repeat(64) }),
  };
}

/** An experiment as it is run, and what is trained before. */
async function asRun(experiment: Experiment): Promise<{ experiment: Experiment; before: RunConfig[] }> {
  const before: RunConfig[] = [], given = { weights: "w.safetensors", weightsSha256: "0".repeat(64) };
  const arms = experiment.weightsFrom === undefined
    ? experiment.arms
    : experiment.arms.map((arm) =>
      arm.config?.replaceHead ? { ...arm, config: { ...arm.config, ...given } } : arm
    );
  const ready = { ...experiment, arms, ...await experiment.prepare?.(makerOf(before), experiment.base) };
  return { experiment: ready, before };
}

/** Everything that a run reads out of its configuration before it loads an image. */
function checkConfig(config: RunConfig, source: string): void {
  resolveConfig({ ...config }, source);
  createMethod(config.method).check?.(kindOf(config.model));
  networkFactory(config.model);
  optimizerFactory(config.optimizer);
  createAugmentation(config.augment, kindOf(config.model));
  if (config.freeze !== null) parseFreeze(config.freeze);
  learningRateSchedule(config.learningRateSchedule, { base: config.learningRate, epochs: config.epochs });
  const dataset = parseSpec(config.dataset);
  checkOptions(dataset, ["size", ...Object.keys(findDataset(dataset.name).options ?? {})]);
}

for (const [table, profiles] of Object.entries(tables)) {
  Deno.test(`the table ${table} is a grid of valid runs in every profile`, async () => {
    for (const profile of Object.keys(profiles)) {
      const found = findExperiment(table, profile), { experiment, before } = await asRun(found);
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

Deno.test("arms of one comparison have the same images and number of steps", async () => {
  for (const [table, profiles] of Object.entries(tables)) {
    for (const found of Object.values(profiles)) {
      const { experiment } = await asRun(found);
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

Deno.test("salient and random patches are compared at equal counts in every epoch", async () => {
  let compared = 0;
  for (const profiles of Object.values(tables)) {
    for (const found of Object.values(profiles)) {
      const { experiment } = await asRun(found);
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
  const quick = findExperiment("main", "quick");
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

Deno.test("findExperiment() names what there is", () => {
  assert.throws(() => findExperiment("second", "quick"), /"second".*"main"/);
  assert.throws(() => findExperiment("main", "tiny"), /"tiny".*"quick"/);
  assert.throws(() => findExperiment("constructor", "quick"), UsageError);
  assert.throws(() => findRecipe("resnet18-mnist"), /"resnet18-mnist".*"resnet18-cifar10"/);
});
