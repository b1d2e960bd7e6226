/** Every registry with option tables: all entries are declared in the same way. */
import assert from "node:assert/strict";
import { augmentations } from "../src/data/augment/mod.ts";
import { datasets } from "../src/data/mod.ts";
import { methods } from "../src/method/mod.ts";
import { models } from "../src/model/mod.ts";
import {
  checkOptionValues,
  optionLines,
  type OptionTable,
  readOptions,
  spellOptions,
} from "../src/options.ts";
import { parseSpec } from "../src/spec.ts";
import { learningRateSchedules } from "../src/train/learning_rate.ts";
import { optimizers } from "../src/train/optimizer.ts";

interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly options: OptionTable;
}

const registries: Readonly<Record<string, readonly Entry[]>> = {
  augmentations,
  datasets: [...datasets.values()],
  learningRateSchedules,
  methods,
  models,
  optimizers,
};

for (const [registry, entries] of Object.entries(registries)) {
  Deno.test(`${registry}: names are unique, texts are one line, and defaults are valid`, () => {
    assert.equal(new Set(entries.map(({ name }) => name)).size, entries.length);
    for (const { name, summary, options } of entries) {
      assert.match(name, /^[a-z][\w-]*$/);
      assert.match(summary, /^\S.{3,120}[^.]$/, name);
      for (const line of optionLines(options)) {
        assert.match(line.help, /^\S.{2,250}[^.]$/, `${name}: ${line.name}`);
        assert.doesNotMatch(line.help, /default/, `${name}: the table has the default of ${line.name}`);
      }
      const defaults = checkOptionValues(name, options, {});
      assert.deepEqual(readOptions(options, parseSpec(spellOptions(name, defaults))), defaults);
    }
  });
}
