import { join } from "@std/path";
import assert from "node:assert/strict";
import type { RunConfig } from "../../../src/experiment/config.ts";
import type { ArmPlan, Experiment } from "../../../src/reproduce/experiment.ts";
import { reproduce } from "../../../src/reproduce/reproduce.ts";
import { findExperiment } from "../../../src/reproduce/tables.ts";
import { withOptions } from "../../../src/reproduce/tables/methods.ts";
import { withFiles } from "../../data/image_files.ts";

/** Fewer drawings of an embedded data set, which take seconds to make. */
const fewer = (dataset: string) => withOptions(dataset, { train: "80", test: "50" });

const small = { epochs: 2, trainSize: 60, testSize: 40, batch: 20 };
const narrow = (model: string) =>
  model.startsWith("yolov5") ? "yolov5:depth=0.1,width=0.03" : "resnet18:width=2";
const cutConfig = (config: RunConfig): RunConfig => ({
  ...config,
  ...small,
  model: narrow(config.model),
  dataset: fewer(config.dataset),
});
const cutArm = ({ config, ...arm }: ArmPlan): ArmPlan => ({
  ...arm,
  config: config?.dataset === undefined ? config ?? {} : { ...config, dataset: fewer(config.dataset) },
});

/** A quick table with a narrower network, fewer images, epochs and seeds; everything else is the table's own. */
function cutDown(experiment: Experiment, labels: readonly string[]): Experiment {
  const isWanted = (label: string) => labels.includes(label), { prepare } = experiment;
  return {
    ...experiment,
    seeds: [1],
    base: cutConfig(experiment.base),
    arms: experiment.arms.filter(({ label }) => isWanted(label)).map(cutArm),
    comparisons: experiment.comparisons.filter((one) => isWanted(one.treatment) && isWanted(one.control)),
    prepare: prepare && {
      ...prepare,
      train: (base) => cutConfig(prepare.train(base)),
      arms: (made) => prepare.arms(made).filter(({ label }) => isWanted(label)),
    },
  };
}

/** Carries a table out in a cache of its own, and returns its Markdown and the folder. */
async function carryOut(
  experiment: Experiment,
  use: (table: string, out: string, again: () => Promise<string>) => Promise<void>,
): Promise<void> {
  await withFiles({}, async (root) => {
    const out = join(root, "out");
    const settings = { out, backend: "wasm", jobs: 1, command: () => "again" } as const;
    const run = async () => await Deno.readTextFile((await reproduce(experiment, settings))!.files.markdown);
    await use(await run(), out, run);
  });
}

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("the quick table main runs from its images to its report", async () => {
  const labels = ["conventional", "cbm", "random masking"];
  await carryOut(cutDown(findExperiment("main", "quick"), labels), async (table, out) => {
    for (const label of labels) assert.ok(table.includes(`| ${label} `), table);
    assert.match(await Deno.readTextFile(join(out, "report.html")), /quick look/);
    assert.equal(namesIn(join(out, "runs")).length, 3);
  });
});

Deno.test("the quick table transfer trains what its arms start from, once, and the weights may go then", async () => {
  const labels = ["from scratch", "conventional", "cbm"];
  await carryOut(cutDown(findExperiment("transfer", "quick"), labels), async (table, out, again) => {
    for (const label of labels) assert.ok(table.includes(`| ${label} `), table);
    const prepared = join(out, "prepared"), before = namesIn(prepared);
    assert.equal(before.length, 2, "a run and the record of what its weights hold");
    const cbm = namesIn(join(out, "runs")).find((name) => name.startsWith("cbm-"))!;
    const config = JSON.parse(await Deno.readTextFile(join(out, "runs", cbm, "config.json")));
    const [name] = before, record = JSON.parse(await Deno.readTextFile(join(prepared, `${name}.json`)));
    assert.deepEqual([config.replaceHead, config.weightsSha256], [true, record.sha256]);
    await Deno.remove(join(prepared, name!), { recursive: true });
    assert.equal(await again(), table);
  });
});

Deno.test("the quick table salience measures the gradient of a network that it trains first", async () => {
  const labels = ["conventional", "sobel", "input gradient", "random"];
  await carryOut(cutDown(findExperiment("salience", "quick"), labels), async (table, out) => {
    for (const label of labels) assert.ok(table.includes(`| ${label} `), table);
    const run = namesIn(join(out, "runs")).find((name) => name.startsWith("input-gradient-"))!;
    const { contents } = JSON.parse(await Deno.readTextFile(join(out, "runs", run, "config.json")));
    assert.match(contents["cbm:salience"], /^[0-9a-f]{64}$/);
  });
});

Deno.test("the quick table clutter compares arms on the same scenes alone", async () => {
  const labels = [0, 3].flatMap((level) => ["conventional", "cbm"].map((arm) => `${arm}, clutter ${level}`));
  const cut = cutDown(findExperiment("clutter", "quick"), labels);
  await carryOut(cut, (table) => {
    assert.match(table, /mAP %/);
    assert.match(table, /several sets of images/);
    assert.doesNotMatch(table, /differ in "dataset"/);
    for (const level of [0, 3]) {
      assert.match(table, new RegExp(`cbm, clutter ${level} .*conventional, clutter ${level} `));
    }
    return Promise.resolve();
  });
});

Deno.test("the quick table detection compares detectors on the same scenes, with classes, curves and pictures", async () => {
  const labels = ["plain", "cluttered"].flatMap((place) =>
    ["conventional", "cbm", "cbm, hidden left out"].map((arm) => `${arm}, ${place}`)
  );
  const cut = cutDown(findExperiment("detection", "quick"), labels);
  await carryOut(cut, async (table, out) => {
    assert.match(table, /mAP@\.5 % .*mAP@\.5:\.95 %/);
    assert.doesNotMatch(table, /differ in/);
    for (const place of ["plain", "cluttered"]) {
      assert.match(table, new RegExp(`cbm, hidden left out, ${place} .* cbm, ${place} `));
    }
    const report = await Deno.readTextFile(join(out, "report.html"));
    for (
      const needed of ["Class by class", "By other definitions", "Detections", "What the network sees"]
    ) {
      assert.ok(report.includes(needed), needed);
    }
    assert.equal(
      report.match(/aria-label="True boxes, test image \d+"/g)?.length,
      4,
      "two of each set of scenes",
    );
    assert.match(await Deno.readTextFile(join(out, "classes.csv")), /\n"cbm, plain",face,/);
  });
});
