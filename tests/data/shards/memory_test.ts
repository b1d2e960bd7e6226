import assert from "node:assert/strict";
import { defaultMemoryCap, MemoryBudget, parseBytes } from "../../../src/data/shards/memory.ts";

Deno.test("parseBytes() reads bytes and binary units, and rejects anything else", () => {
  assert.deepEqual(["0", "4096", "64KiB", "512 MiB", "1.5GiB"].map(parseBytes), [
    0,
    4096,
    65536,
    536870912,
    1610612736,
  ]);
  for (const text of ["", "2GB", "-1", "many", "1e3", "99999999999GiB"]) {
    assert.throws(
      () => parseBytes(text),
      { name: "UsageError", message: /write it as 512MiB or 2GiB/ },
      text,
    );
  }
});

Deno.test("CBM_MEMORY_CAP is the default memory cap", () => {
  const before = Deno.env.get("CBM_MEMORY_CAP");
  try {
    Deno.env.set("CBM_MEMORY_CAP", "3MiB");
    assert.equal(defaultMemoryCap(), 3 * 2 ** 20);
    Deno.env.set("CBM_MEMORY_CAP", "lots");
    assert.throws(defaultMemoryCap, { name: "UsageError" });
    Deno.env.delete("CBM_MEMORY_CAP");
    assert.equal(defaultMemoryCap(), 2 ** 31);
  } finally {
    if (before === undefined) Deno.env.delete("CBM_MEMORY_CAP");
    else Deno.env.set("CBM_MEMORY_CAP", before);
  }
});

Deno.test("MemoryBudget grants no more than it has", () => {
  // A quarter is left to other work.
  const budget = new MemoryBudget(12);
  assert.deepEqual([budget.take(6), budget.take(5), budget.take(3), budget.take(1), budget.held], [
    true,
    false,
    true,
    false,
    9,
  ]);
});
