import assert from "node:assert/strict";
import { UsageError } from "../src/errors.ts";
import { parseSpec, splitSpecs } from "../src/spec.ts";

const says = (...words: string[]) => (error: unknown) =>
  error instanceof UsageError && words.every((word) => error.message.includes(word));

Deno.test("parseSpec() reads a name and its options as written", () => {
  assert.deepEqual(parseSpec("cbm"), { name: "cbm", options: {} });
  assert.deepEqual(parseSpec(" cbm : schedule = linear , max=0.4 "), {
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

Deno.test("parseSpec() rejects options without a key or a value, and repeated ones", () => {
  for (const text of ["cbm:", "cbm:max", "cbm:max=", "cbm:=3", "cbm:max=1,", "cbm:,max=1"]) {
    assert.throws(() => parseSpec(text), says(text, "key=value"), text);
  }
  assert.throws(() => parseSpec("cbm:max=1,max=2"), says("max", "twice"));
});
