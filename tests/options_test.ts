import assert from "node:assert/strict";
import { UsageError } from "../src/errors.ts";
import {
  checkOptionValues,
  fileOptions,
  optionLines,
  type OptionTable,
  ownValues,
  readOptions,
  spellOptions,
} from "../src/options.ts";
import { parseSpec } from "../src/spec.ts";

const TABLE = {
  ratio: { kind: "number", default: 0.4, range: { min: 0, below: 1 }, help: "share of the patches" },
  minUnit: { kind: "integer", range: { min: 1, max: 9 }, otherwise: "by size", help: "pixels" },
  cells: { kind: "integers", default: [0, 4], range: { min: 0 }, help: "sides" },
  flipped: { kind: "boolean", default: false, help: "mirror" },
  fill: { kind: "choice", choices: ["zero", "mean"], default: "zero", help: "hidden pixels" },
  salience: {
    kind: "text",
    default: "sobel",
    isFile: (value: string) => value.endsWith(".npy"),
    help: "measure",
  },
  vectors: { kind: "file", help: "word vectors" },
} as const satisfies OptionTable;

const read = (text: string) => readOptions(TABLE, parseSpec(text));
const says = (...words: string[]) => (error: unknown) =>
  error instanceof UsageError &&
  words.every((word) => error.message.includes(word) || assert.fail(error.message));

Deno.test("readOptions() gives typed values, and defaults for omitted options", () => {
  assert.deepEqual(read("mine"), {
    ratio: 0.4,
    cells: [0, 4],
    flipped: false,
    fill: "zero",
    salience: "sobel",
  });
  const { ratio, minUnit, cells, flipped, fill } = read(
    "mine:ratio=1e-1,min_unit=3,cells=0-8-16,flipped=true,fill=mean",
  );
  assert.deepEqual({ ratio, minUnit, cells, flipped, fill }, {
    ratio: 0.1,
    minUnit: 3,
    cells: [0, 8, 16],
    flipped: true,
    fill: "mean",
  });
});

Deno.test("readOptions() rejects invalid values, naming option, value and remedy", () => {
  assert.throws(() => read("mine:size=3"), says('"size" of "mine"', "choose one of", '"min_unit"'));
  assert.throws(() => read("mine:ratio=1"), says('"ratio"', "from 0 to below 1", '"1"'));
  assert.throws(() => read("mine:min_unit=0.5"), says('"min_unit"', "a whole number from 1 to 9", '"0.5"'));
  assert.throws(() => read("mine:min_unit=10"), says('"10"'));
  assert.throws(() => read("mine:cells=0--4"), says('"cells"', "whole numbers", "0-4", '"0--4"'));
  assert.throws(() => read("mine:flipped=yes"), says('"flipped"', "true or false", '"yes"'));
  assert.throws(() => read("mine:fill=blue"), says('"fill"', '"zero" and "mean"', '"blue"'));
  assert.throws(() => read("mine:ratio=Infinity"), says('"Infinity"'));
  assert.throws(() => readOptions({}, parseSpec("plain:a=1")), says('"a" of "plain"', "it takes none"));
});

Deno.test("checkOptionValues() checks values from code by the same table", () => {
  assert.equal(checkOptionValues("mine", TABLE, { ratio: 0.5 }).ratio, 0.5);
  assert.equal(checkOptionValues("mine", TABLE, { ratio: undefined }).ratio, 0.4);
  assert.throws(() => checkOptionValues("mine", TABLE, { ratio: -1 }), says('"ratio"', '"-1"'));
  assert.throws(() => checkOptionValues("mine", TABLE, { minUnit: 0 }), says('"min_unit"'));
  const wrong = { strength: 1 } as unknown as Parameters<typeof checkOptionValues>[2];
  assert.throws(() => checkOptionValues("mine", TABLE, wrong), says('"strength"'));
});

Deno.test("a name spells the options that differ from the defaults, and reads back as the same", () => {
  const text = "mine:min_unit=3,cells=0-8,fill=mean", values = read(text);
  assert.equal(spellOptions("mine", ownValues(TABLE, values)), text);
  assert.deepEqual(read(spellOptions("mine", values)), values);
  assert.equal(spellOptions("mine", ownValues(TABLE, read("mine:ratio=0.40"))), "mine");
});

Deno.test("fileOptions() finds the options that name files", () => {
  assert.deepEqual(fileOptions(TABLE, parseSpec("mine:salience=a.npy,vectors=v.txt")), [
    "salience",
    "vectors",
  ]);
  assert.deepEqual(fileOptions(TABLE, parseSpec("mine:salience=entropy")), []);
});

Deno.test("optionLines() gives name, default and help of every option", () => {
  const lines = Object.fromEntries(optionLines(TABLE).map((line) => [line.name, line]));
  assert.equal(lines.min_unit!.default, "by size");
  assert.equal(lines.cells!.default, "0-4");
  assert.equal(lines.vectors!.default, "none");
  assert.equal(lines.ratio!.values, "a number from 0 to below 1");
});
