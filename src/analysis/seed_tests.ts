/** What the seeds of a comparison say by themselves, each seed one pair of results. */
import { effectSize } from "./statistics/effect_size.ts";
import { meanAndStandardDeviation } from "./statistics/mean_and_standard_deviation.ts";
import { pairedT, type PairedTResult } from "./statistics/paired_t.ts";
import { smallestEffect } from "./statistics/power.ts";
import { wilcoxon } from "./statistics/wilcoxon.ts";

/**
 * Fewer seeds than this never carry a claim: the interval allows for few seeds, but on the assumption that they vary
 * normally, which three or four cannot show.
 */
export const MINIMUM_SEEDS = 5;

/** Tests over seeds; null where there are too few seeds, or the differences leave one undefined. */
export interface SeedTests {
  readonly pairedT: PairedTResult | null;
  /** Two-sided, of Wilcoxon's signed ranks: exact, also where seeds gain the same; seeds without a gain are left out. */
  readonly wilcoxonP: number | null;
  /** The least p-value that Wilcoxon's test can give for so many seeds: 2 / 2^seeds, all of them gaining or all losing. */
  readonly leastWilcoxonP: number;
  /** Cohen's d of the pairs, corrected for small samples. */
  readonly effectSize: number | null;
  /**
   * The gain, as a share, that such a design claims in four of five experiments, by a paired t test at 0.05 / comparisons:
   * the strictest step of Holm's correction, which a comparison passes whatever the others show. Null also where so few
   * seeds carry no claim.
   */
  readonly detectable: number | null;
}

/** What a claim needs. */
export interface ClaimRules {
  /** Comparisons that Holm's correction is over; 1 by default. */
  readonly comparisons?: number;
  /** Seeds that a claim needs; {@linkcode MINIMUM_SEEDS} by default. */
  readonly minimumSeeds?: number;
}

/**
 * Tests one arm against another over seeds.
 *
 * @param treatment accuracy by seed, shares of 1
 * @param control the same of the other arm, seeds in the same order
 * @param rules what a claim needs, which says how small an effect can be claimed
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
  // Differences that are equal but for rounding have no spread to speak of.
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
