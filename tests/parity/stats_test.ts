import gammaln from "@stdlib/math-base-special-gammaln";
import assert from "node:assert/strict";
import {
  bootstrapMean,
  holm,
  mcnemar,
  meanAndStandardDeviation,
  pairedT,
  quantile,
  wilcoxon,
} from "../../src/analysis/statistics/mod.ts";
import {
  chiSquareTail,
  normalCdf,
  studentQuantile,
  studentTwoSided,
} from "../../src/analysis/statistics/distributions.ts";
import reference from "./reference/stats.json" with { type: "json" };

// The reference asks for no more than 1e-6 for p-values and 1e-9 for statistics.
const RELATIVE = 1e-12;

function near(got: number | null, want: number | null, what: string): void {
  if (want === null || got === null) return assert.equal(got, want, what);
  assert.ok(
    Math.abs(got - want) <= RELATIVE * Math.abs(want) + Number.MIN_VALUE ||
      (want === 0 && Math.abs(got) < 1e-12),
    `${what}: ${got} instead of ${want}`,
  );
}

Deno.test("mcnemar() equals the reference, exact and chi-square", () => {
  for (const { b, c, ...want } of reference.mcnemar) {
    const got = mcnemar(b, c), what = `McNemar ${b}/${c}`;
    near(got.exactP, want.exact_p, what);
    near(got.chiSquare, want.chi2_cc, what);
    near(got.chiSquareP, want.chi2_cc_p, what);
    near(got.plainChiSquare, want.chi2, what);
    near(got.plainChiSquareP, want.chi2_p, what);
  }
});

Deno.test("wilcoxon() equals the reference, exact and approximate", () => {
  for (const want of reference.wilcoxon) {
    const got = wilcoxon(want.x, want.y), what = `Wilcoxon ${want.name}`;
    assert.equal(got.zeros, want.zeros);
    assert.equal(got.ties, want.ties);
    near(got.rankSumPlus, want.w_plus, what);
    near(got.rankSumMinus, want.w_minus, what);
    // The reference has no exact values where there are ties: statistics_test.ts tries all signs.
    assert.equal(want["exact_p_two-sided"] === undefined, want.ties, what);
    if (want["exact_p_two-sided"] !== undefined) {
      near(got.exact.twoSided, want["exact_p_two-sided"], what);
      near(got.exact.greater, want.exact_p_greater, what);
    }
    near(got.normal.twoSided, want["normal_p_two-sided"], what);
    near(got.normal.greater, want.normal_p_greater, what);
    near(got.corrected.twoSided, want["normal_cc_p_two-sided"], what);
    near(got.corrected.greater, want.normal_cc_p_greater, what);
  }
});

Deno.test("pairedT() equals the reference on the pairs of the Wilcoxon cases", () => {
  for (const want of reference.paired_t) {
    const pairs = reference.wilcoxon.find(({ name }) => name === want.name);
    assert.ok(pairs);
    const got = pairedT(pairs.x, pairs.y), what = `paired t ${want.name}`;
    assert.equal(got.degreesOfFreedom, want.df);
    near(got.t, want.t, what);
    near(got.twoSidedP, want.p_two_sided, what);
    near(got.greaterP, want.p_greater, what);
    near(got.meanDifference, want.mean_difference, what);
    got.interval.forEach((limit, i) => near(limit, want.ci95[i]!, what));
  }
});

Deno.test("holm() equals the reference and rejects the same hypotheses", () => {
  for (const want of reference.holm) {
    const got = holm(want.p);
    got.forEach((p, i) => near(p, want.adjusted[i]!, "Holm"));
    assert.deepEqual(got.map((p) => p <= 0.05), want["rejected_at_0.05"]);
  }
});

Deno.test("meanAndStandardDeviation() equals the reference", () => {
  for (const want of reference.mean_std) {
    const got = meanAndStandardDeviation(want.x);
    near(got.mean, want.mean, "mean");
    near(got.standardDeviation, want.std_ddof1, "standard deviation");
    if (want.ci95_t_half_width === undefined) continue;
    const n = want.x.length, half = studentQuantile(0.05, n - 1) * got.standardDeviation! / Math.sqrt(n);
    near(half, want.ci95_t_half_width, "half width of the t interval");
  }
});

/** The hash behind the reference's draws: bits(name, k) of FORMAT.md. */
function hashBits(name: string, k: number): number {
  let hash = 2166136261;
  for (const byte of new TextEncoder().encode(`${reference.seed}:${name}`)) {
    hash = Math.imul(hash ^ byte, 16777619);
  }
  let h = (Math.imul(k, 2654435761) + hash) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

Deno.test("bootstrapMean() equals the reference draw for draw", () => {
  for (const want of reference.bootstrap) {
    let k = 0;
    const drawn: number[] = [];
    const draw = (n: number) => {
      const index = hashBits(want.name, k++) % n;
      drawn.push(index);
      return index;
    };
    const got = bootstrapMean(want.x, { resamples: want.resamples, draw });
    const n = want.x.length;
    assert.deepEqual(drawn.slice(0, n), want.first_indices);
    assert.deepEqual(drawn.slice(n, 2 * n), want.second_indices);
    for (
      const [value, limit] of [[got.low, want.ci95[0]!], [got.high, want.ci95[1]!], [got.median, want.median]]
    ) {
      assert.ok(Math.abs(value! - limit!) <= 1e-12, `${want.name}: ${value} instead of ${limit}`);
    }
    assert.equal(quantile(got.means, 0.5), got.median);
  }
});

Deno.test("the distribution functions equal the reference", () => {
  for (const [z, want] of reference.special.normal_cdf) near(normalCdf(z!), want!, `normal ${z}`);
  for (const [x, want] of reference.special.chi2_sf_df1) {
    near(chiSquareTail(x!), want!, `chi2 ${x}`);
  }
  for (const [t, freedom, want] of reference.special.t_two_sided) {
    near(studentTwoSided(t!, freedom!), want!, `t ${t}`);
  }
  for (const [x, want] of reference.special.log_gamma) {
    near(gammaln(x!), want!, `lgamma ${x}`);
  }
});
