import assert from "node:assert/strict";
import { UsageError } from "../../../src/errors.ts";
import { createMethod } from "../../../src/method/mod.ts";
import {
  asPublished,
  atRandom,
  masksBySalience,
  withOptions,
} from "../../../src/reproduce/tables/methods.ts";

const published = (...methods: string[]) =>
  asPublished(methods.map((method) => ({ label: method, method }))).map(({ method }) => method);

Deno.test("asPublished() measures salience at 64 pixels, in a composition too", () => {
  assert.deepEqual(
    published(
      "cbm",
      "cbm:max=0.6",
      "cbm:salience=variance+cutmix",
      "mixup+cbm",
      "cbm:max=4e-1+cutmix",
      "cbm:salience=./mine.ts",
    ),
    [
      "cbm:size=64",
      "cbm:max=0.6,size=64",
      "cbm:salience=variance,size=64+cutmix",
      "mixup+cbm:size=64",
      "cbm:max=4e-1,size=64+cutmix",
      "cbm:salience=./mine.ts,size=64",
    ],
  );
});

Deno.test("asPublished() leaves alone what measures no salience, or says at which size", () => {
  const methods = [
    "conventional",
    "cutmix",
    "cbm:salience=uniform",
    "cbm:salience=centre",
    "cbm:size=32",
    "cbm:salience=results/a+b/maps.npy+cutmix",
    "cbm:salience=results/uniform,x/maps.npy",
  ];
  assert.deepEqual(published(...methods), methods);
});

Deno.test("asPublished() reads options, not words that happen to stand in a file's name or another method", () => {
  assert.deepEqual(published("cbm+lscl:similarity=uniform/size=64.npy"), [
    "cbm:size=64+lscl:similarity=uniform/size=64.npy",
  ]);
});

Deno.test("atRandom() keeps the ratios and drops what only measured salience can have", () => {
  const methods = {
    "cbm": "cbm:salience=uniform",
    "cbm:max=0.6,size=64,min=0.1": "cbm:max=0.6,min=0.1,salience=uniform",
    "cbm:inverse=ranks,patches=8": "cbm:patches=8,salience=uniform",
    "cbm:salience=results/a+b/maps.npy+cutmix": "cbm:salience=uniform+cutmix",
    "cutmix": "cutmix",
  };
  for (const [method, random] of Object.entries(methods)) {
    assert.equal(atRandom(method), random);
    createMethod(random);
  }
});

Deno.test("masksBySalience() asks the registry of methods", () => {
  assert.deepEqual(
    ["cbm", "mixup+cbm:max=0.6", "conventional", "hide_and_seek"].map(masksBySalience),
    [true, true, false, false],
  );
  assert.throws(() => masksBySalience("cmb"), UsageError);
});

Deno.test("withOptions() adds options and replaces values, of methods and data sets", () => {
  assert.equal(withOptions("cbm", { max: "0.6" }), "cbm:max=0.6");
  assert.equal(
    withOptions("scenes:size=32,train=9", { train: "80", test: "50" }),
    "scenes:size=32,train=80,test=50",
  );
});
