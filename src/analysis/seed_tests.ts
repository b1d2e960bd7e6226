/** What the seeds of a comparison say by themselves, each seed one pair of results. */
import { effectSize } from "./statistics/effect_size.ts";
import { meanAndStandardDeviation } from "./statistics/mean_and_standard_deviation.ts";
import { pairedT, type PairedTResult } from "./statistics/paired_t.ts";
import { smallestEffect } from "./statistics/power.ts";
import { wilcoxon } from "./statistics/wilcoxon.ts";

/** Tests over seeds; null where there are too few seeds, or the differences leave one undefined. */
export interface SeedTests {
  readonly pairedT: PairedTResult | null;
  /** Two-sided, of Wilcoxon's signed ranks: exact, or by the normal approximation where there are ties or zeros. */
  readonly wilcoxonP: number | null;
  /** The least p-value that Wilcoxon's test can give for so many seeds: 2 / 2^seeds. */
  readonly leastWilcoxonP: number;
  /** Cohen's d of the pairs, corrected for small samples. */
  readonly effectSize: number | null;
  /** The gain, as a share, that a paired t test at 0.05 finds in four of five such experiments. */
  readonly detectable: number | null;
}

/**
 * Tests one arm against another over seeds.
 *
 * @param treatment accuracy by seed, shares of 1
 * @param control the same of the other arm, seeds in the same order
 */
export function testSeeds(treatment: readonly number[], control: readonly number[]): SeedTests {
  const seeds = treatment.length, differences = treatment.map((value, s) => value - control[s]!);
  const spread = meanAndStandardDeviation(differences).standardDeviation ?? 0;
  // Differences that are equal but for rounding have no spread to speak of.
  const varies = spread > 1e-12;
  return {
    pairedT: varies ? pairedT(control, treatment) : null,
    wilcoxonP: seeds > 1 && differences.some((value) => Math.abs(value) > 1e-10)
      ? rankP(control, treatment)
      : null,
    leastWilcoxonP: Math.min(1, 2 / 2 ** seeds),
    effectSize: varies ? effectSize(control, treatment) : null,
    detectable: varies ? smallestEffect(seeds) * spread : null,
  };
}

function rankP(first: readonly number[], second: readonly number[]): number {
  const { exact, corrected } = wilcoxon(first, second);
  return (exact ?? corrected).twoSided;
}
