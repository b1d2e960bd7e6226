/** The types of names: editors complete them, and the compiler rejects others. */
import assert from "node:assert/strict";
import { fromFileUrl, join } from "@std/path";
import { augmentations, datasets } from "../src/data/mod.ts";
import { measures, methods, schedules } from "../src/methods.ts";
import { models } from "../src/models.ts";
import { learningRateSchedules, optimizers } from "../src/training.ts";
import { inTempDir } from "./end_to_end/command.ts";

const project = (path: string) => new URL(`../${path}`, import.meta.url);

async function check(file: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", "--config", fromFileUrl(project("deno.json")), file],
    stdin: "null",
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
}

Deno.test("known names, options and own files type-check; an unknown name in quotes does not", () =>
  check(fromFileUrl(project("tests/names.ts"))));

Deno.test("every name of a registry type-checks", () =>
  inTempDir(async (folder) => {
    const named = (registry: Iterable<{ readonly name: string }>) => Array.from(registry, ({ name }) => name);
    const types: Readonly<Record<string, readonly [entry: string, names: readonly string[]]>> = {
      MeasureName: ["src/methods.ts", named(measures.values())],
      ScheduleName: ["src/methods.ts", named(schedules.values())],
      MethodText: ["src/methods.ts", named(methods)],
      ModelText: ["src/models.ts", named(models)],
      DatasetText: ["src/data/mod.ts", named(datasets.values())],
      AugmentationText: ["src/data/mod.ts", named(augmentations)],
      OptimizerText: ["src/training.ts", named(optimizers)],
      LearningRateScheduleText: ["src/training.ts", named(learningRateSchedules)],
    };
    const lines = Object.entries(types).map(([type, [entry, names]]) =>
      `import type { ${type} } from "${project(entry)}";\n` +
      `export const of${type}: readonly ${type}[] = ${JSON.stringify(names)};\n`
    );
    await Deno.writeTextFile(join(folder, "names.ts"), lines.join(""));
    await check(join(folder, "names.ts"));
  }));
