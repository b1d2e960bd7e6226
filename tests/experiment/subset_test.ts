import assert from "node:assert/strict";
import { memorySplit } from "../../src/data/mod.ts";
import { UsageError } from "../../src/errors.ts";
import { DEFAULT_CONFIG, type RunConfig } from "../../src/experiment/config.ts";
import { chooseImages } from "../../src/experiment/subset.ts";
import { tinyDataset } from "../../src/testing/tiny.ts";

const dataset = tinyDataset({ train: 90, test: 30 });
const config = (more: Partial<RunConfig>): RunConfig => ({ ...DEFAULT_CONFIG, ...more });

Deno.test("chooseImages() chooses all images by default", () => {
  const { train, validation, test } = chooseImages(dataset, config({}));
  assert.deepEqual([train.length, validation.length, test.length], [90, 0, 30]);
});

Deno.test("chooseImages() chooses the same images for every seed of a run, ascending", () => {
  const sizes = { trainSize: 40, testSize: 10 };
  const one = chooseImages(dataset, config({ ...sizes, seed: 1 }));
  assert.deepEqual(chooseImages(dataset, config({ ...sizes, seed: 2, method: "conventional" })), one);
  assert.equal(new Set(one.train).size, 40);
  assert.deepEqual([...one.test], [...one.test].sort((a, b) => a - b));
  const larger = new Set(chooseImages(dataset, config({ trainSize: 60 })).train);
  assert.ok(one.train.every((index) => larger.has(index)), "a larger part contains every smaller one");
});

Deno.test("chooseImages() holds whole groups out for validation, and never test images", () => {
  const groups = Int32Array.from({ length: 90 }, (_, index) => Math.floor(index / 6));
  const labels = Int32Array.from(groups, (group) => group % 3);
  const images = new Uint8Array(90 * 3);
  const grouped = { ...dataset, train: memorySplit({ images, shape: [1, 1, 3], labels, groups }) };
  const { train, validation } = chooseImages(
    grouped,
    config({ select: "validation", validationShare: 0.2, trainSize: 80 }),
  );
  assert.equal(train.length + validation.length, 80);
  assert.ok(validation.length >= 10);
  const groupsOf = (indices: Uint32Array) => new Set(Array.from(indices, (index) => groups[index]!));
  assert.equal(groupsOf(train).intersection(groupsOf(validation)).size, 0);
});

Deno.test("chooseImages() rejects more images than available, and too few to train on", () => {
  assert.throws(() => chooseImages(dataset, config({ trainSize: 91 })), /91.*90/);
  assert.throws(() => chooseImages(dataset, config({ testSize: 31 })), /31.*30/);
  assert.throws(() => chooseImages(dataset, config({ trainSize: 1 })), UsageError);
});
