/** Writes the table, charts and report of an analysis. */
import { join } from "@std/path";
import type { Analysis } from "../analysis/analyze.ts";
import { analysisCharts, maskSamples, renderSvg } from "../analysis/charts/mod.ts";
import { classRows } from "../analysis/detection_tables.ts";
import { metricWords } from "../analysis/format.ts";
import { printedColumns, toLatex } from "../analysis/latex.ts";
import { readableTable, resultTable } from "../analysis/table.ts";
import { escapeMarkdown, toCsv, toMarkdown } from "../analysis/write_table.ts";
import { writeFilesTogether } from "../io/together.ts";
import type { Metric } from "../train/task/mod.ts";
import { reportHtml, type ReportOptions } from "./report.ts";
import { intervalSource, seedTestsNote } from "./words.ts";

/** Paths of the files of a report. */
export interface ReportFiles {
  readonly csv: string;
  readonly markdown: string;
  readonly latex: string;
  readonly html: string;
  /** Average precision by class; only for detectors. */
  readonly classes?: string;
  /** `.svg` and `.vl.json` of every chart. */
  readonly charts: readonly string[];
}

/**
 * Writes `table.csv`, `table.md`, `table.tex`, `report.html`, for detectors also `classes.csv`, and every
 * chart under `charts/` as SVG and as its Vega-Lite specification: either all of them or none.
 *
 * @param analysis the result of `analyze`
 * @param outDir the folder to write to; created if missing
 * @param options title, sample pictures, attribution, command, notes
 * @returns the paths of the files
 * @throws {InputError} naming the path and the remedy if one cannot be written
 */
export async function writeReport(
  analysis: Analysis,
  outDir: string,
  options: ReportOptions,
): Promise<ReportFiles> {
  const files = {
    csv: join(outDir, "table.csv"),
    markdown: join(outDir, "table.md"),
    latex: join(outDir, "table.tex"),
    html: join(outDir, "report.html"),
    ...(analysis.metric === "map50" ? { classes: join(outDir, "classes.csv") } : {}),
  };
  const report = await reportHtml(analysis, options);
  const table = readableTable(analysis), caption = sentence(options.title), note = printedNote(analysis);
  const contents = new Map([
    [files.html, report],
    [files.csv, toCsv(resultTable(analysis))],
    [files.markdown, `${toMarkdown(table)}\n${escapeMarkdown(tableNote(analysis))}\n`],
    [files.latex, toLatex(printedColumns(table), { caption, label: "tab:results", note })],
  ]);
  if (files.classes !== undefined) contents.set(files.classes, toCsv(classRows(analysis)));
  const drawn = [...analysisCharts(analysis), ...(options.samples ? [maskSamples(options.samples)] : [])];
  const charts: string[] = [];
  for (const chart of drawn) {
    const stem = join(outDir, "charts", chart.name);
    contents.set(`${stem}.svg`, await renderSvg(chart));
    contents.set(`${stem}.vl.json`, JSON.stringify(chart.spec, null, 2) + "\n");
    charts.push(`${stem}.svg`, `${stem}.vl.json`);
  }
  await writeFilesTogether(contents);
  return { ...files, charts };
}

/** Adds a full stop to a title, unless it already ends with a punctuation mark: `Does it help?`. */
const sentence = (title: string): string => /[.?!…:]$/.test(title.trim()) ? title.trim() : `${title.trim()}.`;

/** Names the metric of the table, as the beginning of a sentence. */
const measured = (metric: Metric): string =>
  metric === "accuracy"
    ? "Test accuracy"
    : metricWords(metric).replace(/^m/, "M").replace(/$/, " on the test set");

/** Explains the scores, intervals and stars of the table. */
function essentials(analysis: Analysis): string {
  const { metric, selection, minimumSeeds } = analysis;
  const chosen: Readonly<Record<string, string>> = {
    last: "the last epoch",
    validation: "the best epoch on held-out training images",
    test: "the best epoch on the test set itself",
  };
  return [
    `${measured(metric)} of ${
      chosen[selection] ?? "epochs chosen in different ways"
    }, mean ± sample standard deviation over seeds.`,
    `Intervals and p: ${
      intervalSource(analysis)
    }; Holm's correction over all comparisons; no claim with fewer than`,
    `${minimumSeeds} seeds; * = significant.`,
  ].join(" ");
}

/** Returns the note under the table with all its columns. */
export function tableNote(analysis: Analysis): string {
  const { notices, comparisons } = analysis;
  const seedTests = comparisons.length > 0 ? [seedTestsNote(analysis)] : [];
  return [essentials(analysis), ...seedTests, ...notices].join(" ");
}

/** Returns the note under the table with the printed columns. */
const printedNote = (analysis: Analysis): string => [essentials(analysis), ...analysis.notices].join(" ");
