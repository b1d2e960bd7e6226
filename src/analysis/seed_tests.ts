/** Tests of a comparison over seeds alone, each seed one pair of results. */
import { effectSize } from "./statistics/effect_size.ts";
import { meanAndStandardDeviation } from "./statistics/mean_and_standard_deviation.ts";
import { pairedT, type PairedTResult } from "./statistics/paired_t.ts";
import { smallestEffect } from "./statistics/power.ts";
import { wilcoxon } from "./statistics/wilcoxon.ts";

/**
 * The fewest seeds that a claim needs. The interval allows for few seeds, but assumes that they vary
 * normally, which three or four seeds cannot show.
 */
export const MINIMUM_SEEDS = 5;

/** Tests over seeds; null if there are too few seeds, or the differences leave a test undefined. */
export interface SeedTests {
  readonly pairedT: PairedTResult | null;
  /**
   * The two-sided p-value of Wilcoxon's signed-rank test, exact also with ties; seeds without a gain are
   * dropped.
   */
  readonly wilcoxonP: number | null;
  /**
   * The smallest p-value of Wilcoxon's test for this number of seeds: 2 / 2^seeds, if all gain or all lose.
   */
  readonly leastWilcoxonP: number;
  /** Cohen's d of the pairs, corrected for small samples. */
  readonly effectSize: number | null;
  /**
   * The gain, as a share, that such a design would detect in four of five experiments, by a paired t test at
   * 0.05 / comparisons. That is the strictest step of Holm's correction, which a comparison passes regardless
   * of the others. Null also if the seeds are too few for a claim.
   */
  readonly detectable: number | null;
}

/** Rules for claims. */
export interface ClaimRules {
  /** The number of comparisons in Holm's correction; 1 by default. */
  readonly comparisons?: number;
  /** The number of seeds that a claim needs; {@linkcode MINIMUM_SEEDS} by default. */
  readonly minimumSeeds?: number;
}

/**
 * Tests one arm against another over seeds.
 *
 * @param treatment accuracy by seed, shares of 1
 * @param control accuracy of the other arm, seeds in the same order
 * @param rules the rules for claims, which determine the smallest detectable effect
 *
 * @example
 * ```ts
 * import { testSeeds } from "./seed_tests.ts";
 *
 * const control = [0.70, 0.71, 0.70, 0.72, 0.71], treatment = [0.72, 0.72, 0.73, 0.73, 0.72];
 * const { wilcoxonP, detectable } = testSeeds(treatment, control, { comparisons: 3 });
 * console.assert(wilcoxonP === 0.0625 && detectable! > 0.02); // a gain of 1.6 points is likely to be missed
 * ```
 */
export function testSeeds(
  treatment: readonly number[],
  control: readonly number[],
  { comparisons = 1, minimumSeeds = MINIMUM_SEEDS }: ClaimRules = {},
): SeedTests {
  const seeds = treatment.length, differences = treatment.map((value, s) => value - control[s]!);
  const spread = meanAndStandardDeviation(differences).standardDeviation ?? 0;
  // Differences that are equal up to rounding count as having no spread.
  const varies = spread > 1e-12;
  return {
    pairedT: varies ? pairedT(control, treatment) : null,
    wilcoxonP: seeds > 1 && differences.some((value) => Math.abs(value) > 1e-10)
      ? wilcoxon(control, treatment).exact.twoSided
      : null,
    leastWilcoxonP: Math.min(1, 2 / 2 ** seeds),
    effectSize: varies ? effectSize(control, treatment) : null,
    detectable: varies && seeds >= minimumSeeds
      ? smallestEffect(seeds, 0.8, 0.05 / comparisons) * spread
      : null,
  };
}
