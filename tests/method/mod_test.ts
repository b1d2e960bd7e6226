import assert from "node:assert/strict";
import { UsageError } from "../../src/errors.ts";
import { completeMethod, createMethod, methods } from "../../src/method/mod.ts";

const says = (...words: string[]) => (error: unknown) =>
  error instanceof UsageError && words.every((word) => error.message.includes(word));

Deno.test("createMethod() finds the registered methods and rejects others by name", () => {
  assert.deepEqual(methods.map(({ name }) => name).slice(0, 2), ["conventional", "cbm"]);
  assert.throws(() => createMethod(String("cmb")), says('"cmb"', '"conventional"', '"cbm"'));
  assert.throws(() => createMethod(String("")), says('""'));
  assert.throws(() => createMethod("cbm:ratio=1"), says('"ratio"', '"max"', '"schedule"'));
  assert.throws(() => createMethod("conventional:max=1"), says('"max"', "takes none"));
  assert.throws(() => createMethod("cbm:"), says("key=value"));
});

Deno.test("the conventional method has no hooks at all", () => {
  assert.deepEqual(Object.keys(createMethod("conventional")), ["name"]);
});

Deno.test("completeMethod() spells every option out, and completing twice changes nothing", () => {
  const complete = completeMethod("cbm:max=0.3");
  assert.match(
    complete,
    /^cbm:fill=zero,hold=1,max=0\.3,min=0\.07,patches=4,reverse=false,salience=sobel,schedule=linear-repeat$/,
  );
  assert.equal(completeMethod(complete), complete);
  assert.equal(completeMethod("conventional"), "conventional");
  assert.doesNotMatch(completeMethod("cbm:schedule=constant"), /min=/);
  assert.throws(() => createMethod("cbm:schedule=log,min=0.1"), /no minimum/);
});
