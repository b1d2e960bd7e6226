import assert from "node:assert/strict";
import { UsageError } from "../../../src/errors.ts";
import { gridRuns } from "../../../src/reproduce/grid.ts";
import { override } from "../../../src/reproduce/override.ts";
import { findExperiment, tables } from "../../../src/reproduce/tables.ts";

const says = (...words: string[]) => (error: unknown) =>
  error instanceof UsageError && words.every((word) => error.message.includes(word));

Deno.test("override() changes what is asked for alone, and the folder's name where runs change", () => {
  const main = findExperiment("main", "quick");
  assert.deepEqual(override(main, {}), { ...main, notes: [...main.notes] });
  const changed = override(main, { seeds: [9], epochs: 3, select: "validation", notes: ["More."] });
  assert.equal(changed.name, "main-quick-epochs3-by-validation");
  assert.deepEqual(changed.base, { ...main.base, epochs: 3, select: "validation" });
  assert.deepEqual([changed.seeds, changed.notes.at(-1)], [[9], "More."]);
  assert.equal(override(main, { select: "last", seeds: [1] }).name, "main-quick");
});

Deno.test("override() puts a table on another data set, all of it", () => {
  const domains = override(findExperiment("domains", "quick"), { dataset: "voc-objects:path=cells" });
  assert.equal(domains.name, "domains-quick-voc-objects");
  assert.ok(!domains.severalTestSets);
  assert.equal(domains.title, "Curriculum by Masking on voc-objects, a quick look");
  const known = { contents: { dataset: "0".repeat(64) } };
  const runs = gridRuns({ ...domains, base: { ...domains.base, ...known } });
  assert.deepEqual(new Set(runs.map(({ config }) => config.dataset)), new Set(["voc-objects:path=cells"]));
  assert.deepEqual(runs.slice(0, 3).map(({ config }) => config.label), [
    "conventional",
    "cbm",
    "random masking",
  ]);
  assert.equal(domains.base.trainSize, null);
  assert.throws(
    () => override(findExperiment("clutter", "quick"), { dataset: "emoji" }),
    says("clutter-quick", "--dataset"),
  );
});

Deno.test("override() names the data set in the title of every table that can be put on another one", () => {
  for (const [table, profiles] of Object.entries(tables)) {
    for (const [profile, experiment] of Object.entries(profiles)) {
      if (experiment.severalTestSets && experiment.onOneDataset === undefined) continue;
      const weights = experiment.weightsFrom && "w.pth";
      const { title, published, notes } = override(experiment, { dataset: "image-folder:path=x", weights });
      assert.match(title, /\bon image-folder\b/i, `${table} ${profile}`);
      assert.doesNotMatch(title, /\bon (emoji|CIFAR|VOC|scenes)/i);
      assert.equal(published, undefined, "nothing is published of these images");
      assert.ok(notes.some((note) => note.includes("All images of image-folder")));
    }
  }
});

Deno.test("override() drops what is published where the epochs are others, and keeps it otherwise", () => {
  const main = findExperiment("main", "paper");
  assert.ok(main.published!.length > 0);
  assert.deepEqual(override(main, { seeds: [1] }).published, main.published);
  assert.equal(override(main, { epochs: 5 }).published, undefined);
});

Deno.test("override() gives weights to the arms that start from some, and to no others", () => {
  const transfer = findExperiment("transfer", "paper");
  const started = override(transfer, { weights: "cvt.pth" }).arms.filter(({ config }) => config?.weights);
  assert.deepEqual(started.map(({ label }) => label), [
    "conventional",
    "cbm",
    "random masking",
    "frozen body",
  ]);
  assert.throws(() => override(transfer, {}), says("CvT-13-224x224-IN-1k.pth", "--weights"));
  assert.throws(
    () => override(findExperiment("main", "quick"), { weights: "w.pth" }),
    says("main-quick", "--weights"),
  );
});
