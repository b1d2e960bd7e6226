/** How the numbers of a report were measured, in words. */
import { from } from "arquero";
import type { Analysis } from "../analysis/analyze.ts";
import { interval, metricName, percent, pValue, whole } from "../analysis/format.ts";
import { FALSE_CLAIMS } from "../analysis/statistics/false_claims.ts";
import { testSetsIn } from "../analysis/test_sets.ts";
import { type Html, markup } from "../io/html.ts";
import { htmlTable } from "./html_table.ts";
import { seedTestsNote } from "./words.ts";

/** Explains the columns of the table with all comparisons. */
export function explanation(analysis: Analysis): Html {
  const { minimumSeeds, selection, metric, comparisons } = analysis;
  const chosen: Readonly<Record<string, string>> = {
    last: "the last epoch",
    validation: "the epoch that was best on held-out training images",
    test: "the epoch that was best on the test set itself, which flatters every method",
  };
  return markup`<p class="small">${metricName(metric)} is that of ${
    chosen[selection] ?? "epochs chosen in different ways"
  }. Gain:
difference of the means over the seeds that both methods share. p: probability of a difference at least this large
in either direction if the methods did not differ; p (Holm): corrected for all comparisons in the table. A
claim needs a p (Holm) of at most 0.05 and ${minimumSeeds} seeds; a star marks it.
${comparisons.length > 0 && seedTestsNote(analysis)}</p>`;
}

/** Explains intervals and p-values, with the plain intervals beside the reported ones. */
export function measurement(analysis: Analysis): Html {
  const { arms, comparisons, resamples, test, seed, minimumSeeds, metric } = analysis;
  if (metric !== "accuracy") {
    return markup`<p>Mean average precision ranks all test images together, so it is not a mean over images.
Intervals and p-values therefore come from the paired t test over seeds and do not cover the choice of test
images. We make no claim with fewer than ${minimumSeeds} seeds.</p>`;
  }
  const kin = testSetsIn(arms).length > 1
    ? "the test images, or clusters of images that show the same concept,"
    : test.clusters < test.images
    ? `the ${whole(test.clusters)} clusters of test images that show the same concept`
    : `the ${whole(test.images)} test images`;
  const rows = comparisons.map(({ treatment, control, percentile, interval: reported }) => ({
    "Comparison": `${treatment} against ${control}`,
    "Reported interval": reported === null ? "–" : interval(reported),
    "Reported p": reported === null ? "–" : pValue(reported.p),
    "Plain percentile interval": percentile === null ? "–" : interval(percentile),
    "Plain p": percentile === null ? "–" : pValue(percentile.p),
  }));
  return markup`<p>Intervals and p-values come from a paired hierarchical bootstrap: ${
    whole(resamples)
  } times, seeds and
${kin} are resampled with replacement, the same ones for both methods, and the gain is recomputed (random seed
${seed}). Few seeds understate the seed-to-seed variation, so its share of each resample is widened to
Student’s distribution. In simulations without any effect and with large seed-to-seed variation, the plain
percentile interval claimed an effect in ${
    inWords(FALSE_CLAIMS.map((one) => percent(one.percentile, 0) + "%"))
  } of
experiments with ${inWords(FALSE_CLAIMS.map(({ seeds }) => String(seeds)))} seeds, the reported interval in ${
    inWords(FALSE_CLAIMS.map((one) => percent(one.reported, 0) + "%"))
  }. Even so, we make no claim with
fewer than ${minimumSeeds} seeds.</p>
${rows.length > 0 && htmlTable(from(rows), "Reported and plain intervals of the gain, percentage points")}`;
}

/** Joins texts as `a, b and c`. */
const inWords = (texts: readonly string[]): string => `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
