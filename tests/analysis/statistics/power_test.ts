/**
 * Numbers from SciPy 1.17.1: with c = t.ppf(1 − α/2, n − 1), α = 0.05 unless said otherwise, and d the effect, the
 * power is nct.sf(c, n − 1, d√n) + nct.cdf(−c, n − 1, d√n), solved for 0.8 by optimize.brentq; J is Hedges'
 * correction, gamma(f/2) / (sqrt(f/2) gamma((f − 1)/2)) of scipy.special, f = n − 1.
 */
import assert from "node:assert/strict";
import { effectSize, pairedT, pairedTPower, smallestEffect } from "../../../src/analysis/statistics/mod.ts";
import { hedgesCorrection } from "../../../src/analysis/statistics/effect_size.ts";
import { UsageError } from "../../../src/errors.ts";
import { randomStream } from "../../../src/random.ts";

const SCIPY = [
  { n: 3, smallest: 3.264043549699569, powerOfHalf: 0.08410705589638942, j: 0.5641895835477563 },
  { n: 5, smallest: 1.6819969659555554, powerOfHalf: 0.1405166899902982, j: 0.7978845608028653 },
  { n: 10, smallest: 0.9960013714554448, powerOfHalf: 0.29317560651407687, j: 0.9138748917925523 },
  { n: 30, smallest: 0.5292356151129642, powerOfHalf: 0.7539647157437906, j: 0.9738749845967184 },
];

/** At the level of Holm's strictest step. */
const STRICTER = [
  { n: 5, comparisons: 11, smallest: 3.2346942166839416 },
  { n: 5, comparisons: 16, smallest: 3.5647441451591453 },
  { n: 10, comparisons: 9, smallest: 1.4605542332842592 },
];

const near = (got: number, want: number, tolerance: number) =>
  assert.ok(Math.abs(got - want) < tolerance * want, `${got} instead of ${want}`);

Deno.test("smallestEffect() and pairedTPower() equal SciPy's noncentral t", () => {
  for (const { n, smallest, powerOfHalf } of SCIPY) {
    near(smallestEffect(n), smallest, 1e-7);
    near(pairedTPower(0.5, n), powerOfHalf, 1e-8);
    near(pairedTPower(0, n), 0.05, 1e-8);
    near(pairedTPower(-0.5, n), powerOfHalf, 1e-8);
  }
  for (const { n, comparisons, smallest } of STRICTER) {
    near(smallestEffect(n, 0.8, 0.05 / comparisons), smallest, 1e-7);
  }
});

Deno.test("effectSize() is t / √pairs with Hedges' correction", () => {
  for (const { n, j } of SCIPY) near(hedgesCorrection(n - 1), j, 1e-10);
  const random = randomStream(1, "pairs"), first = Array.from({ length: 10 }, () => random.normal());
  const second = first.map((x) => x + 0.7 + random.normal());
  near(effectSize(first, second)!, SCIPY[2]!.j * pairedT(first, second).t / Math.sqrt(10), 1e-10);
  assert.equal(effectSize([1, 2], [2, 4]), null);
});

Deno.test("a paired t test detects the smallest effect in four of five experiments", () => {
  const random = randomStream(2, "experiments"), effect = smallestEffect(6), zeros = new Array(6).fill(0);
  let found = 0;
  for (let experiment = 0; experiment < 2000; experiment++) {
    const gains = zeros.map(() => effect + random.normal());
    if (pairedT(zeros, gains).twoSidedP <= 0.05) found++;
  }
  assert.ok(Math.abs(found / 2000 - 0.8) < 0.03, `${found} of 2000`);
});

Deno.test("power and effect size reject input for which they are undefined", () => {
  assert.throws(() => pairedTPower(1, 1), /Cannot test 1 pairs/);
  assert.throws(() => smallestEffect(2.5), UsageError);
  assert.throws(() => effectSize([1], [2]), UsageError);
  assert.throws(() => effectSize([1, 2], [2, 3]), /differ by the same amount/);
});
