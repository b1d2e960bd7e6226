import assert from "node:assert/strict";
import { UsageError } from "../../src/errors.ts";
import {
  configDifferences,
  DEFAULT_CONFIG,
  DETECTOR_CONFIG,
  type GivenConfig,
  resolveConfig,
  runName,
} from "../../src/experiment/config.ts";

const says = (...words: string[]) => (error: unknown) =>
  error instanceof UsageError && words.every((word) => error.message.includes(word));

Deno.test("resolveConfig() completes with the published recipe", () => {
  const config = resolveConfig({}, "nothing");
  assert.deepEqual(config, { ...DEFAULT_CONFIG, label: "cbm" });
  assert.equal(config.epochs, 200);
  assert.equal(config.optimizer, "sgd:momentum=0.9,weight_decay=0.0005");
  assert.equal(config.learningRateSchedule, "step:at=32-62-92,factor=0.1");
  assert.deepEqual(config.augment, []);
  assert.equal(resolveConfig({ label: "ours", method: "cbm:max=0.2" }, "x").label, "ours");
});

Deno.test("resolveConfig() names unknown and invalid fields", () => {
  assert.throws(
    () => resolveConfig(JSON.parse('{ "epoch": 3 }'), "my.json"),
    says('"epoch"', "my.json", '"epochs"'),
  );
  const wrong: Record<string, unknown[]> = {
    epochs: [0, -1, 1.5, "3", null, NaN],
    labelSmoothing: [1, -0.1, "0.1", null],
    batch: [0, "64"],
    learningRate: [0, -0.1, Infinity, "0.1"],
    seed: [1.5, "1", null],
    augment: ["flip", [1]],
    precision: ["bf17", null],
    select: ["best", null],
    validationShare: [0, 1, "0.1"],
    trainSize: [0, 1.5, "all"],
    testSize: [-1],
    method: [3, null],
    label: [3],
    contents: ["0".repeat(64), { dataset: "short" }, [1]],
  };
  for (const [key, values] of Object.entries(wrong)) {
    for (const value of values) {
      assert.throws(
        () => resolveConfig({ [key]: value }, "my.json"),
        says(`"${key}`, "my.json", "must be"),
        `${key}: ${value}`,
      );
    }
  }
  assert.equal(resolveConfig({ seed: 0, trainSize: null }, "x").seed, 0);
});

Deno.test("configDifferences() names the fields that differ, but not the label", () => {
  const one = resolveConfig({ label: "a" }, "x"),
    two = resolveConfig({ label: "b", epochs: 3, augment: ["flip"] }, "x");
  assert.deepEqual(configDifferences(one, two), ["epochs", "augment"]);
  assert.deepEqual(configDifferences(one, { ...one, label: "c" }), []);
});

Deno.test("runName() is readable and its hash depends only on the scientific settings", () => {
  const config = resolveConfig({ method: "cbm:salience=uniform" }, "x");
  assert.match(runName(config), /^cbm-salience-uniform-seed1-[0-9a-f]{10}$/);
  const hash = (given: Parameters<typeof runName>[0]) => runName(given).slice(-10);
  assert.equal(hash({ ...config, label: "random" }), hash(config));
  const reordered = Object.fromEntries(Object.entries(config).reverse());
  assert.equal(runName(resolveConfig(reordered, "x")), runName(config));
  const changes: readonly GivenConfig<string>[] = [
    { epochs: 3 },
    { seed: 2 },
    { batch: 32 },
    { method: "cbm" },
    { trainSize: 100 },
    {
      select: "test",
    },
    { augment: ["flip"] },
  ];
  const hashes = changes.map((change) => hash(resolveConfig({ ...config, ...change }, "x")));
  assert.equal(new Set([hash(config), ...hashes]).size, changes.length + 1);
});

Deno.test("runName() never changes, so that finished runs are found again", () => {
  const config = resolveConfig({ method: "conventional", epochs: 10, dataset: "cifar10" }, "x");
  assert.equal(runName(config), "conventional-seed1-0d5ef6ab29");
  const small = {
    dataset: "cifar10",
    model: "resnet18:width=16",
    epochs: 30,
    learningRateSchedule: "step:at=16-26,factor=0.1",
    trainSize: 10_000,
  };
  // As they stand under results/.
  assert.equal(runName(resolveConfig({ ...small, method: "cbm" }, "x")), "cbm-seed1-ce00812b2b");
  const random = { ...small, label: "random masking", method: "cbm:salience=uniform", seed: 3 };
  assert.equal(runName(resolveConfig(random, "x")), "random-masking-seed3-8c35fb861f");
  assert.notEqual(
    runName(resolveConfig({ ...small, labelSmoothing: 0.1 }, "x")),
    runName(resolveConfig(small, "x")),
  );
});

Deno.test("a detector has its own default settings, and weight averaging is part of a run's name if it is used", () => {
  assert.deepEqual(resolveConfig({ model: "yolov5n" }, "x"), { ...DETECTOR_CONFIG, label: "cbm" });
  const config = resolveConfig({ model: "yolov5s", ema: null, batch: 8 }, "x");
  assert.deepEqual([config.ema, config.batch, config.learningRate], [null, 8, 0.01]);
  assert.notEqual(runName({ ...config, ema: 0.999 }).slice(-10), runName(config).slice(-10));
  for (const ema of [1, -0.1, "0.9"]) {
    assert.throws(() => resolveConfig({ ema: ema as number }, "x"), says('"ema"'));
  }
});
