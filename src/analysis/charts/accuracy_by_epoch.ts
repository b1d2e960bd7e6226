/** Chart of test accuracy by epoch: a line per arm, a band over its seeds. */
import type { Analysis } from "../analyze.ts";
import { metricNoun, metricWords } from "../format.ts";
import type { ChartDefinition } from "./define.ts";
import { lineByEpoch } from "./line_by_epoch.ts";
import type { Chart } from "./theme.ts";

/**
 * Draws the mean test accuracy, or mean average precision, of every arm by epoch, with a band of one standard
 * deviation over seeds.
 *
 * @param analysis the result of `analyze`
 * @returns a chart, with a dotted line at chance level if all arms have the same
 */
export function accuracyByEpoch(analysis: Analysis): Chart {
  const { metric, arms, test: { classes } } = analysis;
  const isOneChance = arms.every(({ test }) => test.classes.length === classes.length);
  return lineByEpoch(analysis, {
    name: "accuracy-by-epoch",
    noun: metricNoun(metric),
    words: metricWords(metric),
    valueOf: ({ testAccuracy }) => testAccuracy,
    chance: metric === "accuracy" && isOneChance && classes.length > 1 ? 100 / classes.length : undefined,
  });
}

/** The entry of the registry. */
export const accuracyByEpochEntry: ChartDefinition = {
  name: "accuracy-by-epoch",
  draw: accuracyByEpoch,
};
