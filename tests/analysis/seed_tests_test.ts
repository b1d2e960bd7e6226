import assert from "node:assert/strict";
import { pairedT, smallestEffect, testSeeds, wilcoxon } from "../../src/analysis/mod.ts";

Deno.test("testSeeds() tests treatment minus control", () => {
  const treatment = [0.71, 0.74, 0.72, 0.75, 0.78], control = [0.7, 0.72, 0.69, 0.71, 0.73];
  const tests = testSeeds(treatment, control);
  assert.deepEqual(tests.pairedT, pairedT(control, treatment));
  assert.ok(tests.pairedT!.meanDifference > 0 && tests.effectSize! > 0);
  assert.equal(tests.wilcoxonP, wilcoxon(control, treatment).exact.twoSided);
  assert.equal(tests.leastWilcoxonP, tests.wilcoxonP, "every seed gained: nothing speaks more clearly");
  const spread = Math.sqrt([1, 2, 3, 4, 5].reduce((sum, gain) => sum + (gain - 3) ** 2, 0) / 4) / 100;
  assert.ok(Math.abs(tests.detectable! - smallestEffect(5) * spread) < 1e-9);
});

Deno.test("testSeeds() never gives a Wilcoxon p below the smallest possible for the number of seeds", () => {
  for (const seeds of [2, 3, 5, 8]) {
    const control = Array.from({ length: seeds }, (_, s) => 0.7 + s / 64);
    const gained = testSeeds(control.map((accuracy) => accuracy + 0.02), control);
    assert.equal(gained.wilcoxonP, gained.leastWilcoxonP, "every seed gained the same");
    const but = testSeeds(control.map((accuracy, s) => accuracy + (s === 0 ? 0 : 0.02)), control);
    assert.equal(but.wilcoxonP, 2 * gained.leastWilcoxonP, "a seed without a gain says nothing");
  }
});

Deno.test("testSeeds() accounts for the correction over all comparisons in the detectable gain", () => {
  const treatment = [0.71, 0.74, 0.72, 0.75, 0.78], control = [0.7, 0.72, 0.69, 0.71, 0.73];
  const alone = testSeeds(treatment, control).detectable!;
  const ofEleven = testSeeds(treatment, control, { comparisons: 11 }).detectable!;
  assert.ok(Math.abs(ofEleven / alone - 3.2346942166839416 / 1.6819969659555554) < 1e-6);
  const few = [treatment.slice(0, 4), control.slice(0, 4)] as const;
  assert.equal(testSeeds(...few).detectable, null, "four seeds carry no claim");
  assert.ok(testSeeds(...few, { minimumSeeds: 4 }).detectable! > 0);
});

Deno.test("testSeeds() gives null where the seeds allow no test", () => {
  const nothing = { pairedT: null, effectSize: null, detectable: null };
  assert.deepEqual(testSeeds([0.7], [0.6]), { ...nothing, wilcoxonP: null, leastWilcoxonP: 1 });
  assert.deepEqual(testSeeds([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]), {
    ...nothing,
    wilcoxonP: null,
    leastWilcoxonP: 0.25,
  });
  const { pairedT: t, wilcoxonP } = testSeeds([0.7, 0.8, 0.9], [0.6, 0.7, 0.8]); // equal but for rounding
  assert.equal(t, null);
  assert.equal(wilcoxonP, 0.25);
});
