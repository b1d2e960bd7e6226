import assert from "node:assert/strict";
import { UsageError } from "../../src/errors.ts";
import { createMethod, methods } from "../../src/method/mod.ts";

const says = (...words: string[]) => (error: unknown) =>
  error instanceof UsageError && words.every((word) => error.message.includes(word));

Deno.test("createMethod() finds the registered methods and refuses others by name", () => {
  assert.deepEqual(methods.map(({ name }) => name).slice(0, 2), ["conventional", "cbm"]);
  assert.throws(() => createMethod("cmb"), says('"cmb"', '"conventional"', '"cbm"'));
  assert.throws(() => createMethod(""), says('""'));
  assert.throws(() => createMethod("cbm:ratio=1"), says('"ratio"', '"max"', '"schedule"'));
  assert.throws(() => createMethod("conventional:max=1"), says('"max"', "takes none"));
  assert.throws(() => createMethod("cbm:"), says("key=value"));
});

Deno.test("the conventional method has no hooks at all", () => {
  assert.deepEqual(Object.keys(createMethod("conventional")), ["name"]);
});
