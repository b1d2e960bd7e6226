import assert from "node:assert/strict";
import { UsageError } from "../../src/errors.ts";
import { DEFAULT_CONFIG } from "../../src/experiment/config.ts";
import type { Experiment } from "../../src/reproduce/experiment.ts";
import { gridRuns } from "../../src/reproduce/grid.ts";

const experiment: Experiment = {
  name: "test",
  title: "A test",
  titleOn: (dataset) => `A test on ${dataset}`,
  base: DEFAULT_CONFIG,
  arms: [{ label: "a", method: "conventional" }, { label: "b", method: "cbm" }],
  seeds: [3, 1],
  comparisons: [{ treatment: "b", control: "a" }],
  notes: [],
};

Deno.test("gridRuns() takes seed by seed, so that an interrupted grid has whole comparisons", () => {
  const runs = gridRuns(experiment);
  assert.deepEqual(runs.map(({ config }) => `${config.label}${config.seed}`), ["a3", "b3", "a1", "b1"]);
  assert.equal(new Set(runs.map(({ name }) => name)).size, 4);
  assert.deepEqual(gridRuns(experiment), runs);
  assert.equal(runs[1]!.config.method, "cbm");
});

Deno.test("gridRuns() takes a lower block at all seeds before the next", () => {
  const arms = [{ label: "late", method: "cbm", block: 1 }, ...experiment.arms];
  const order = gridRuns({ ...experiment, arms }).map(({ config }) => `${config.label}${config.seed}`);
  assert.deepEqual(order, ["a3", "b3", "a1", "b1", "late3", "late1"]);
});

Deno.test("gridRuns() lets an arm differ from the others in more than its method", () => {
  const arms = [experiment.arms[0]!, {
    label: "b",
    method: "cbm",
    config: { dataset: "cifar10", epochs: 7 },
  }];
  const [a, b] = gridRuns({ ...experiment, arms });
  assert.deepEqual([a!.config.dataset, a!.config.epochs], [DEFAULT_CONFIG.dataset, DEFAULT_CONFIG.epochs]);
  assert.deepEqual([b!.config.dataset, b!.config.epochs, b!.config.method], ["cifar10", 7, "cbm"]);
});

Deno.test("gridRuns() refuses a comparison with an arm that is not there", () => {
  const wrong = { ...experiment, comparisons: [{ treatment: "c", control: "a" }] };
  assert.throws(
    () => gridRuns(wrong),
    (error) => error instanceof UsageError && error.message.includes('"c"'),
  );
});
