import assert from "node:assert/strict";
import { UsageError } from "../../src/errors.ts";
import { patchCount } from "../../src/masking/mod.ts";

Deno.test("patchCount() rounds down, and raises small ratios to 0.07", () => {
  assert.equal(patchCount(0.31238198766112973, 4), 4, "4.998 patches are 4");
  assert.equal(patchCount(0.001, 4), 1);
  assert.equal(patchCount(0.07, 10), 7);
  assert.equal(patchCount(0.999, 4), 15);
  assert.equal(patchCount(0.5, 1), 0);
});

Deno.test("patchCount() is 0 at ratio 0 and on too coarse a grid", () => {
  assert.equal(patchCount(0.1, 2), 0);
  assert.equal(patchCount(0, 16), 0);
});

Deno.test("patchCount() rejects a ratio outside its range", () => {
  for (const ratio of [1, -0.01, 2, NaN, Infinity]) {
    assert.throws(
      () => patchCount(ratio, 4),
      new UsageError(`The masking ratio must be 0 ≤ ratio < 1, not ${ratio}`),
    );
  }
});
