import assert from "node:assert/strict";
import {
  bootstrapMean,
  holm,
  mcnemar,
  meanAndStandardDeviation,
  pairedT,
  wilcoxon,
} from "../../../src/analysis/statistics/mod.ts";
import {
  chiSquareTail,
  normalCdf,
  studentQuantile,
  studentTwoSided,
} from "../../../src/analysis/statistics/distributions.ts";
import { UsageError } from "../../../src/errors.ts";
import reference from "../../parity/reference/stats.json" with { type: "json" };

Deno.test("the statistical tests reject invalid input", () => {
  assert.throws(() => meanAndStandardDeviation([]), UsageError);
  assert.throws(() => mcnemar(-1, 3), /Cannot count -1 images/);
  assert.throws(() => mcnemar(1.5, 3), UsageError);
  assert.throws(() => holm([0.5, 1.5]), /a p-value lies from 0 to 1/);
  assert.throws(() => holm([NaN]), UsageError);
  assert.throws(() => pairedT([1], [2]), UsageError);
  assert.throws(() => pairedT([1, 2], [2, 3]), /differ by the same amount/);
  assert.throws(() => wilcoxon([1, 2], [1, 2]), /every difference is 0/);
  assert.throws(() => wilcoxon([1, 2], [1]), UsageError);
  assert.throws(() => bootstrapMean([], { draw: () => 0 }), UsageError);
});

/** Computes Wilcoxon's p-values by enumerating all signs of the differences. */
function allSigns(differences: readonly number[]): { twoSided: number; greater: number } {
  const kept = differences.filter((d) => d !== 0), sizes = kept.map(Math.abs);
  const ranks = sizes.map((size) =>
    sizes.filter((other) => other < size).length + (sizes.filter((other) => other === size).length + 1) / 2
  );
  const middle = ranks.reduce((a, b) => a + b) / 2, cases = 2 ** kept.length;
  const sumWhere = (isPlus: (i: number) => boolean) =>
    ranks.reduce((sum, r, i) => isPlus(i) ? sum + r : sum, 0);
  const seen = sumWhere((i) => kept[i]! > 0);
  let asFar = 0, asHigh = 0;
  for (let signs = 0; signs < cases; signs++) {
    const sum = sumWhere((i) => (signs >> i & 1) === 1);
    if (Math.abs(sum - middle) >= Math.abs(seen - middle)) asFar++;
    if (sum >= seen) asHigh++;
  }
  return { twoSided: asFar / cases, greater: asHigh / cases };
}

Deno.test("wilcoxon() is exact with ties and zeros: it equals the enumeration of all signs", () => {
  const cases = [
    [2, 2, 2, 2, 2],
    [-2, -2, -2],
    [2, 2, 2, 2, 0],
    [1, -1],
    [3, -1, 1, 1, -2, 2, 5],
    [1, 2, 3, 4, 5, -6],
    [0, 0, 1, 1, -1, 2, 2, -3, 4, 4, 4, -4, 7],
  ];
  for (const differences of cases) {
    const { exact } = wilcoxon(differences.map(() => 0), differences);
    assert.deepEqual(exact, allSigns(differences), differences.join());
  }
});

Deno.test("wilcoxon() is exact for 14 pairs with ties and zeros, for which the reference has no exact value", () => {
  const pairs = reference.wilcoxon.find(({ name }) => name === "ties_and_zeros")!;
  const { exact, corrected } = wilcoxon(pairs.x, pairs.y);
  // All 2^13 signs with SciPy 1.17.1's rankdata.
  assert.deepEqual(exact, { twoSided: 0.055419921875, greater: 0.0277099609375 });
  assert.ok(
    Math.abs(corrected.twoSided - exact.twoSided) < 0.002,
    "on so many pairs the approximation is near",
  );
});

Deno.test("holm() keeps the given order, never exceeds 1, and leaves a single p value unchanged", () => {
  assert.deepEqual(holm([0.4, 0.01, 0.9]), [0.8, 0.03, 0.9]);
  assert.deepEqual(holm([0.03]), [0.03]);
  assert.deepEqual(holm([]), []);
});

Deno.test("mcnemar() stays exact with thousands of images", () => {
  const { exactP } = mcnemar(5000, 5000);
  assert.equal(exactP, 1);
  assert.ok(mcnemar(0, 2000).exactP >= 0);
  const exact = 1.0479130171915536e-5; // of the 8200 throws, summed in whole numbers
  assert.ok(Math.abs(mcnemar(3900, 4300).exactP / exact - 1) < 1e-12);
});

Deno.test("tail probabilities keep their precision far out and near the middle", () => {
  const near = (got: number, want: number) =>
    assert.ok(Math.abs(got - want) <= 1e-13 * want, `${got} for ${want}`);
  // SciPy 1.17.1: 2 * t.sf(t, freedom), chi2.sf(x, freedom), norm.cdf(z).
  near(studentTwoSided(1e-8, 3), 0.999999992648948);
  near(studentTwoSided(1e5, 1), 6.366197723463608e-6);
  near(studentTwoSided(40, 30), 1.3726045194406417e-27);
  near(studentTwoSided(3, 1e6), 0.0026998625414218);
  near(chiSquareTail(400), 5.507248237212379e-89);
  near(chiSquareTail(50, 3), 7.989179244951495e-11);
  near(normalCdf(-9), 1.1285884059538324e-19);
  near(normalCdf(-37), 5.7255712225239266e-300);
  assert.equal(chiSquareTail(0), 1);
  assert.equal(studentTwoSided(Infinity, 3), 0);
  for (const freedom of [1, 4, 30]) {
    assert.ok(Math.abs(studentTwoSided(studentQuantile(0.01, freedom), freedom) - 0.01) < 1e-12);
  }
});
