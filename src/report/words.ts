/** Sentences shared by the table's note and the report. */
import type { Analysis } from "../analysis/analyze.ts";
import { pValue } from "../analysis/format.ts";

/** Names the source of the intervals. */
export const intervalSource = ({ metric, resamples }: Analysis): string =>
  metric === "accuracy"
    ? `paired hierarchical bootstrap over seeds and test images (${resamples} resamples)`
    : "paired t test over seeds";

/** Explains the columns of the tests over seeds, and the limits of few seeds. */
export function seedTestsNote({ comparisons, minimumSeeds }: Analysis): string {
  const count = comparisons.length, tooFew = comparisons.some(({ seeds }) => seeds.length < minimumSeeds);
  const level = count > 1 ? `0.05 / ${count}, the strictest step of Holm's correction` : "0.05";
  const [fewest] = comparisons.filter(({ seeds }) => seeds.length > 1)
    .toSorted((a, b) => a.seeds.length - b.seeds.length);
  return [
    "p (t), p (Wilcoxon): paired tests over seeds alone, not corrected; effect size: Cohen's d of the pairs with",
    "the correction for small samples; detectable: the gain in points that this many seeds with this variation",
    `would detect in four of five experiments (t test at ${level})${
      tooFew ? `, none below ${minimumSeeds} seeds, however large` : ""
    }.`,
    ...(fewest !== undefined && fewest.overSeeds.leastWilcoxonP > 0.05
      ? [
        `With ${fewest.seeds.length} seeds, Wilcoxon's test (exact, also with ties) cannot give a p below ${
          pValue(fewest.overSeeds.leastWilcoxonP)
        }, whatever the effect.`,
      ]
      : []),
  ].join(" ");
}
