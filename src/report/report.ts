/** The report: a single HTML file that needs no network. */
import { basename } from "@std/path";
import { from } from "arquero";
import type { Analysis } from "../analysis/analyze.ts";
import {
  analysisCharts,
  type Chart,
  type MaskSamples,
  maskSamples,
  renderSvg,
} from "../analysis/charts/mod.ts";
import {
  counted,
  interval,
  metricName,
  metricNoun,
  metricWords,
  percent,
  pValue,
  whole,
} from "../analysis/format.ts";
import { portableConfig } from "../analysis/read_run.ts";
import { FALSE_CLAIMS } from "../analysis/statistics/false_claims.ts";
import { mcnemarTable, readableTable } from "../analysis/table.ts";
import { type TestSet, testSetsIn } from "../analysis/test_sets.ts";
import { Html, markup } from "../io/html.ts";
import { type Answer, answer, howLong } from "./answer.ts";
import { detectionTables, pictureSection } from "./detection_sections.ts";
import { htmlPairs, htmlTable } from "./html_table.ts";
import type { DetectionPictures } from "./pictures.ts";
import { configurationPairs, environmentPairs } from "./settings.ts";
import { STYLE } from "./style.ts";
import { seedTestsNote } from "./words.ts";

/** Contents of a report in addition to the numbers. */
export interface ReportOptions {
  readonly title: string;
  /** Sample images with salience and masks. */
  readonly samples?: MaskSamples | undefined;
  /** Test images on which to draw the boxes of detectors. */
  readonly pictures?: readonly DetectionPictures[] | undefined;
  /** The source of the images and their licences; by default taken from the runs. */
  readonly attribution?: string;
  /** The command that reproduces this report. */
  readonly command?: string;
  /** Notes for the reader, such as that images were re-encoded. */
  readonly notes?: readonly string[] | undefined;
}

/**
 * Renders the report as HTML.
 *
 * @param analysis the result of `analyze`
 * @param options title, sample pictures, attribution, command, notes
 * @returns a complete HTML document without scripts or external resources
 */
export async function reportHtml(analysis: Analysis, options: ReportOptions): Promise<string> {
  const charts = await Promise.all(analysisCharts(analysis).map((chart) => figure(chart, chart.wide)));
  const { samples, pictures: detections = [] } = options;
  const pictures = samples && await figure(maskSamples(samples), true);
  const notices = [...(options.notes ?? []), ...analysis.notices];
  return markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="generator" content="Curriculum by Masking"><link rel="icon" href="data:,">
<title>${options.title}</title><style>${new Html(STYLE)}</style></head>
<body><main>
<h1>${options.title}</h1>
<p class="lead">${subtitle(analysis)}</p>
${answers(analysis)}
<p>${howLong(analysis).join(" ")}</p>
${notices.map((text) => markup`<p class="notice" role="note">${text}</p>\n`)}
<h2>Results</h2>
${
    htmlTable(
      readableTable(analysis),
      `Test ${metricWords(analysis.metric)} (mean ± sample standard deviation over seeds) and gains`,
    )
  }
${explanation(analysis)}
<h2>Charts</h2>
<div class="charts">${charts}</div>
${analysis.metric === "map50" && detectionTables(analysis)}
${detections.length > 0 && pictureSection(analysis, detections)}
${samples && pictures && section("What the network is shown", sampleText(samples), pictures)}
${analysis.comparisons.length > 0 && analysis.metric === "accuracy" && seedBySeed(analysis)}
${section("Runs", runsTable(analysis))}
${section("How it was measured", measurement(analysis))}
${section("Configuration", htmlPairs(configurationPairs(allRuns(analysis))))}
${section("Environment", htmlPairs(environmentPairs(allRuns(analysis))))}
${options.command !== undefined && section("Reproduce", markup`<pre><code>${options.command}</code></pre>`)}
<footer class="small">${attributions(analysis, options).map((text) => markup`<p>Images: ${text}</p>\n`)}
<p>Made by Curriculum by Masking, a program for Deno that implements the method of the paper of the same name.
The table is also in table.csv, table.md and table.tex beside this file.</p></footer>
</main></body></html>
`.text;
}

const allRuns = ({ arms }: Analysis) => arms.flatMap(({ runs }) => runs);

const section = (title: string, ...content: Html[]): Html => markup`<h2>${title}</h2>\n${content}`;

const sampleText = ({ measure }: MaskSamples): Html =>
  markup`<p>${
    measure !== undefined && `Salience: ${measure}. `
  }The more salient a patch, the more often it is hidden.
Grey squares are hidden patches.</p>`;

function subtitle(analysis: Analysis): string {
  const values = (
    key: string,
  ) => [...new Set(allRuns(analysis).map(({ config }) => String(portableConfig(config)[key] ?? "")))];
  const named = [...values("model"), ...values("dataset")].filter((text) => text !== "").join(", ");
  const tests = testSetsIn(analysis.arms), runs = allRuns(analysis).length;
  const numbers = (of: (test: TestSet) => number) =>
    [...new Set(tests.map((test) => whole(of(test))))].join(" / ");
  return [
    named,
    ...(tests.length > 1 ? [`${tests.length} test sets`] : []),
    `${numbers(({ images }) => images)} test images`,
    `${numbers(({ classes }) => classes.length)} classes`,
    counted(runs, "run"),
  ]
    .filter((text) => text !== "").join(" · ");
}

function answers(analysis: Analysis): Html {
  const [main, ...others] = analysis.comparisons.map((comparison) => answer(analysis, comparison));
  if (main === undefined) {
    return markup`<section class="answer"><p class="headline">No comparison: there is only one method, no
comparison was declared, or no two methods share a seed.</p></section>`;
  }
  const card = ({ question, headline, tone }: Answer, sentences: readonly string[], size: string) =>
    markup`<section class="answer ${tone} ${size}"><h3>${question}</h3>
<p class="headline">${headline}</p>
${sentences.map((text) => markup`<p>${text}</p>\n`)}</section>
`;
  return markup`${card(main, main.sentences, "major")}${
    others.map((one) => card(one, [one.inShort], "minor"))
  }`;
}

function explanation(analysis: Analysis): Html {
  const { minimumSeeds, selection, metric, comparisons } = analysis;
  const chosen: Readonly<Record<string, string>> = {
    last: "the last epoch",
    validation: "the epoch that was best on held-out training images",
    test: "the epoch that was best on the test set itself, which flatters every method",
  };
  return markup`<p class="small">${metricName(metric)} is that of ${
    chosen[selection] ?? "epochs chosen in different ways"
  }. Gain:
difference of the means over the seeds both methods have. p: probability of a difference at least this large
in either direction if the methods did not differ; p (Holm): corrected for all comparisons in the table. A
claim needs a p (Holm) of at most 0.05 and ${minimumSeeds} seeds; a star marks it.
${comparisons.length > 0 && seedTestsNote(analysis)}</p>`;
}

function seedBySeed(analysis: Analysis): Html {
  return section(
    "Seed by seed",
    htmlTable(mcnemarTable(analysis), "McNemar’s test of the two networks of each seed"),
    markup`<p class="small">It tests whether two trained networks differ on these images. It says nothing about
other seeds, so we base no claim on it.</p>`,
  );
}

function runsTable(analysis: Analysis): Html {
  const rows = allRuns(analysis).map((run) => ({
    "Method": run.label,
    "Seed": String(run.seed),
    [`Reported ${metricNoun(run.metric)} %`]: percent(run.accuracy),
    "of epoch": String(run.selectedEpoch),
    "Last epoch %": percent(run.epochs.at(-1)?.testAccuracy ?? NaN),
    "Best epoch %": `${percent(run.best.accuracy)} (epoch ${run.best.epoch})`,
    "Image-steps": whole(run.imageSteps),
    "Folder": basename(run.dir),
  }));
  return markup`${htmlTable(from(rows), "Every run")}
<p class="small">The best epoch is selected on the test set, so it is not a fair result; it is listed for
comparison with papers that report it.</p>`;
}

function measurement(analysis: Analysis): Html {
  const { arms, comparisons, resamples, test, seed, minimumSeeds, metric } = analysis;
  if (metric !== "accuracy") {
    return markup`<p>Mean average precision ranks all test images together, so it is not a mean over images.
Intervals and p-values therefore come from the paired t test over seeds and do not cover the choice of test
images. We make no claim on fewer than ${minimumSeeds} seeds.</p>`;
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
Student’s distribution. In simulations without any effect, the plain percentile interval claimed one in ${
    inWords(FALSE_CLAIMS.map((one) => percent(one.percentile, 0) + "%"))
  } of
experiments with ${
    inWords(FALSE_CLAIMS.map(({ seeds }) => String(seeds)))
  } seeds that vary strongly, the reported interval in ${
    inWords(FALSE_CLAIMS.map((one) => percent(one.reported, 0) + "%"))
  }. Even so, we make no claim on
fewer than ${minimumSeeds} seeds.</p>
${rows.length > 0 && htmlTable(from(rows), "Reported and plain intervals of the gain, percentage points")}`;
}

/** Joins texts as `a, b and c`. */
const inWords = (texts: readonly string[]): string => `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;

function attributions(analysis: Analysis, { attribution }: ReportOptions): string[] {
  if (attribution !== undefined) return [attribution];
  return [...new Set(allRuns(analysis).flatMap((run) => run.attribution ?? []))];
}

async function figure(chart: Chart, wide = false): Promise<Html> {
  return markup`<figure${wide && markup` class="wide"`}>${new Html(await renderSvg(chart))}
<figcaption>${chart.description}</figcaption></figure>
`;
}
