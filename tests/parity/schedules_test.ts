import assert from "node:assert/strict";
import { patchCount } from "../../src/masking/mod.ts";
import { createSchedule, scheduleRatios } from "../../src/schedule/mod.ts";
import { readFixture } from "./fixture.ts";

interface Case {
  kind: string;
  epochs: number;
  max: number;
  min: number | null;
  values: number[];
  counts: Record<string, number[]>;
  ambiguous: Record<string, number[]>;
}

const reference = readFixture<{ tolerance: { values_abs: number }; cases: Case[] }>("schedules");

Deno.test("createSchedule() and patchCount() give the published ratios and counts", () => {
  assert.ok(reference.cases.length > 0);
  for (const { kind, epochs, max, min, values, counts, ambiguous } of reference.cases) {
    const what = `${kind}, ${epochs} epochs, max ${max}, min ${min}`;
    const ratios = scheduleRatios(createSchedule(kind, { epochs, max, min: min ?? undefined }), epochs);
    assert.equal(values.length, epochs, what);
    ratios.forEach((ratio, epoch) => {
      const difference = Math.abs(ratio - values[epoch]!);
      assert.ok(
        difference <= reference.tolerance.values_abs,
        `${what}: epoch ${epoch} differs by ${difference}`,
      );
    });
    for (const [patches, expected] of Object.entries(counts)) {
      ratios.forEach((ratio, epoch) => {
        if (ambiguous[patches]?.includes(epoch)) return;
        assert.equal(patchCount(ratio, Number(patches)), expected[epoch], `${what}: epoch ${epoch}`);
      });
    }
  }
});
