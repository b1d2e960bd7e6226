import * as v from "valibot";
import assert from "node:assert/strict";
import { InputError, UsageError } from "../../src/errors.ts";
import { check } from "../../src/io/check.ts";

const schema = v.object({
  selected: v.object({ test_accuracy: v.pipe(v.number(), v.minValue(0), v.maxValue(1)) }),
  select: v.picklist(["last", "validation"]),
  seeds: v.pipe(v.array(v.pipe(v.number(), v.integer())), v.nonEmpty("a list of at least one seed")),
  note: v.exactOptional(v.string()),
});
const good = { selected: { test_accuracy: 0.5 }, select: "last", seeds: [1, 2] };

const refused = (value: unknown, fault: string, of: v.GenericSchema = schema) =>
  assert.throws(() => check(of, value, "run/summary.json"), (error) => {
    assert.ok(error instanceof InputError && !(error instanceof UsageError));
    assert.equal(error.message, `Cannot use run/summary.json: ${fault}`);
    return true;
  });

Deno.test("check() returns the typed value, and omits an absent optional field", () => {
  const checked = check(schema, { ...good, more: 1 }, "run/summary.json");
  assert.deepEqual(checked, good);
  const note: { readonly note?: string } = checked; // without undefined: exactOptionalPropertyTypes
  assert.deepEqual(note.note, undefined);
});

Deno.test("check() names the file, the field, the expected and the actual value", () => {
  refused(
    { ...good, selected: { test_accuracy: "0.5" } },
    `"selected.test_accuracy" must be a number, not "0.5"`,
  );
  refused(
    { ...good, selected: { test_accuracy: 1.5 } },
    `"selected.test_accuracy" must be at most 1, not 1.5`,
  );
  refused(
    { ...good, selected: { test_accuracy: NaN } },
    `"selected.test_accuracy" must be a number, not NaN`,
  );
  refused({ ...good, selected: null }, `"selected" must be an object, not null`);
  refused({ ...good, select: "lst" }, `"select" must be "last" or "validation", not "lst"`);
  refused(4, "it must be 1, 2 or 3, not 4", v.picklist([1, 2, 3]));
  refused({ ...good, seeds: [1, 2.5] }, `"seeds.1" must be a whole number, not 2.5`);
  refused({ ...good, seeds: { first: 1 } }, `"seeds" must be a list, not {"first":1}`);
  refused({ ...good, seeds: [] }, `"seeds" must be a list of at least one seed, not []`);
  refused({ ...good, note: undefined }, `"note" must be a string, not undefined`);
  refused([1], "it must be a string or null, not [1]", v.nullable(v.union([v.string(), v.null()])));
  refused(3, "it must be an object, not 3");
});

Deno.test("check() names missing and unknown fields, lists at most three faults, and truncates long values", () => {
  refused({ ...good, selected: {} }, `"selected.test_accuracy" is missing`);
  refused({ loss: 1, los: 2 }, `"los" is unknown`, v.strictObject({ loss: v.number() }));
  refused({}, `"selected" is missing; "select" is missing; "seeds" is missing`);
  const wrong = { ...good, seeds: ["1", "2", "3", "4", "5"] };
  const faults = [1, 2, 3].map((seed) => `"seeds.${seed - 1}" must be a number, not "${seed}"`).join("; ");
  refused(wrong, `${faults}; and 2 more`);
  refused("x".repeat(100), `it must be a number, not "${"x".repeat(59)}…`, v.number());
});

Deno.test("check() ends with the remedy", () => {
  assert.throws(() => check(schema, 3, "a.json", InputError, "Delete it"), /an object, not 3\. Delete it$/);
});

Deno.test("check() throws a UsageError if the command line is at fault", () => {
  assert.throws(() => check(schema, 3, "mine.json", UsageError), UsageError);
});
