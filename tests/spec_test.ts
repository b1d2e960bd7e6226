import assert from "node:assert/strict";
import { UsageError } from "../src/errors.ts";
import { asSpec, asSpecs, parseSpec, splitSpecs, writeSpec } from "../src/spec.ts";

const says = (...words: string[]) => (error: unknown) =>
  error instanceof UsageError && words.every((word) => error.message.includes(word));

Deno.test("parseSpec() reads a name and its options as written", () => {
  assert.deepEqual(parseSpec("cbm"), { text: "cbm", name: "cbm", options: {} });
  const text = " cbm : schedule = linear , max=0.4 ";
  assert.deepEqual(parseSpec(text), {
    text,
    name: "cbm",
    options: { schedule: "linear", max: "0.4" },
  });
  assert.deepEqual(parseSpec("image-folder:path=/a:b=c").options, { path: "/a:b=c" });
});

Deno.test("a value may be a file's name with commas and plus signs", () => {
  assert.deepEqual(parseSpec("cbm:salience=results/a,b+c/p.npy, max=0.4").options, {
    salience: "results/a,b+c/p.npy",
    max: "0.4",
  });
  const files = ["results/a+b/p.npy", "a+b+c/p.npy", "a+b.npy", "/tmp/x,y+z/p.npy"];
  for (const file of files) {
    const parts = splitSpecs(`lscl:vectors=${file}+cbm:salience=${file},max=1e+3 + cutmix`);
    assert.deepEqual(parts.map((part) => part.trim()), [
      `lscl:vectors=${file}`,
      `cbm:salience=${file},max=1e+3`,
      "cutmix",
    ]);
    assert.equal(parseSpec(parts[1]!).options.salience, file);
  }
});

Deno.test("asSpec() and asSpecs() parse texts, and keep what is parsed", () => {
  const model = parseSpec("resnet18:width=16"), methods = asSpecs("cbm:max=0.6 + cutmix");
  assert.deepEqual(asSpec("resnet18:width=16"), model);
  assert.equal(asSpec(model), model);
  assert.deepEqual(methods.map(({ name }) => name), ["cbm", "cutmix"]);
  assert.equal(methods.map(({ text }) => text).join("+"), "cbm:max=0.6 + cutmix");
  assert.equal(asSpecs(methods), methods);
});

Deno.test("writeSpec() writes what parseSpec() reads", () => {
  for (const text of ["cbm", "cbm:salience=results/a,b+c/p.npy,max=0.4"]) {
    const { name, options } = parseSpec(text);
    assert.equal(writeSpec(name, options), text);
  }
});

Deno.test("parseSpec() rejects options without a key or a value, and repeated ones", () => {
  for (const text of ["cbm:", "cbm:max", "cbm:max=", "cbm:=3", "cbm:max=1,", "cbm:,max=1"]) {
    assert.throws(() => parseSpec(text), says(text, "key=value"), text);
  }
  assert.throws(() => parseSpec("cbm:max=1,max=2"), says("max", "twice"));
});
