/** Sentences that the table's note and the report share. */
import type { Analysis } from "../analysis/analyze.ts";
import { pValue } from "../analysis/format.ts";

/** Where the intervals come from. */
export const intervalSource = ({ metric, resamples }: Analysis): string =>
  metric === "accuracy"
    ? `paired hierarchical bootstrap over seeds and test images (${resamples} resamples)`
    : "paired t test over seeds";

/** What the columns of the tests over seeds are, and what so few seeds cannot show. */
export function seedTestsNote({ comparisons }: Analysis): string {
  const least = Math.max(0, ...comparisons.map(({ overSeeds }) => overSeeds.leastWilcoxonP));
  return [
    "p (t), p (Wilcoxon): paired tests over seeds alone, not corrected; effect size: Cohen's d of the pairs with the",
    "correction for small samples; detectable: the gain in points that so many seeds of this spread show in four of",
    "five experiments (t test at 0.05).",
    ...(least > 0.05
      ? [`Wilcoxon's test cannot give less than ${pValue(least)} on so few seeds, whatever the effect.`]
      : []),
  ].join(" ");
}
