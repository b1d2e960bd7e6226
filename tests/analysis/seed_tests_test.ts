import assert from "node:assert/strict";
import { pairedT, smallestEffect, testSeeds, wilcoxon } from "../../src/analysis/mod.ts";

Deno.test("testSeeds() tests treatment minus control", () => {
  const treatment = [0.71, 0.74, 0.72, 0.75, 0.78], control = [0.7, 0.72, 0.69, 0.71, 0.73];
  const tests = testSeeds(treatment, control);
  assert.deepEqual(tests.pairedT, pairedT(control, treatment));
  assert.ok(tests.pairedT!.meanDifference > 0 && tests.effectSize! > 0);
  assert.equal(tests.wilcoxonP, wilcoxon(control, treatment).exact!.twoSided);
  assert.equal(tests.leastWilcoxonP, tests.wilcoxonP, "every seed gained: nothing speaks more clearly");
  const spread = Math.sqrt([1, 2, 3, 4, 5].reduce((sum, gain) => sum + (gain - 3) ** 2, 0) / 4) / 100;
  assert.ok(Math.abs(tests.detectable! - smallestEffect(5) * spread) < 1e-9);
});

Deno.test("testSeeds() says nothing where the seeds say nothing", () => {
  const nothing = { pairedT: null, effectSize: null, detectable: null };
  assert.deepEqual(testSeeds([0.7], [0.6]), { ...nothing, wilcoxonP: null, leastWilcoxonP: 1 });
  assert.deepEqual(testSeeds([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]), {
    ...nothing,
    wilcoxonP: null,
    leastWilcoxonP: 0.25,
  });
  const { pairedT: t, wilcoxonP } = testSeeds([0.7, 0.8, 0.9], [0.6, 0.7, 0.8]); // equal but for rounding
  assert.equal(t, null);
  assert.ok(wilcoxonP! > 0.05);
});
