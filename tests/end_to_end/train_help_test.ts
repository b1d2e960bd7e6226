/** The help of `cbm train` follows from the registries. */
import { Command } from "commander";
import assert from "node:assert/strict";
import { augmentations, createAugmentation } from "../../src/data/augment/mod.ts";
import { datasets, findDataset } from "../../src/data/mod.ts";
import { createMethod, methods } from "../../src/method/mod.ts";
import { modelFactory, models } from "../../src/model/mod.ts";
import { optionLines, readOptions } from "../../src/options.ts";
import { parseSpec } from "../../src/spec.ts";
import { learningRateSchedule, learningRateSchedules } from "../../src/train/learning_rate.ts";
import { optimizerFactory, optimizers } from "../../src/train/optimizer.ts";
import { register } from "../../tasks/train.ts";
import { cbmDone } from "./command.ts";

Deno.test("cbm train --help lists every data set, model, method, optimizer, schedule and augmentation", async () => {
  const { stdout } = await cbmDone(["train", "--help"]);
  const words = new Set(stdout.split(/[\s,:]+/));
  const entries = [datasets.values(), models, methods, optimizers, learningRateSchedules, augmentations]
    .flatMap((registry) => [...registry]);
  assert.deepEqual(entries.filter(({ name }) => !words.has(name)).map(({ name }) => name), []);
});

Deno.test("cbm train --help words the defaults of methods as their cards do", async () => {
  const { stdout } = await cbmDone(["train", "--help"]);
  for (const { name, options } of methods) {
    const line = stdout.split("\n").find((line) => line.startsWith(`  ${name}:`)) ?? "";
    for (const { name: option, default: usual } of optionLines(options)) {
      assert.ok(line.replace(/[<>]/g, "").includes(`${option}=${usual}`), `${name}: ${option}`);
    }
  }
  assert.match(stdout, /grid_mask:min_unit=96\/224,/);
});

/** The parsers of options' examples. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  "--model": modelFactory,
  "--dataset": (text) => readOptions(findDataset(parseSpec(text).name).options, parseSpec(text)),
  "--method": createMethod,
  "--optimizer": optimizerFactory,
  "--lr-schedule": (text) => learningRateSchedule(text, { base: 0.1, epochs: 100 }),
  "--augment": (text) => createAugmentation(text, "detector"),
};

for (const [flag, read] of Object.entries(READERS)) {
  Deno.test(`the examples in the help of cbm train ${flag} are valid`, () => {
    const program = new Command();
    register(program);
    const { description } = program.commands[0]!.options.find(({ long }) => long === flag)!;
    const examples = [...description.matchAll(/such as ([^;()]*)/g)]
      .flatMap(([, list]) => list!.trim().split(/, | or /));
    assert.ok(examples.length > 1, description);
    for (const example of examples) assert.doesNotThrow(() => read(example), example);
  });
}
