/** The tables of an analysis as Arquero tables: numbers for calculations, texts for readers. */
import { type ColumnTable, from } from "arquero";
import type { Analysis, ArmSummary } from "./analyze.ts";
import type { Comparison, SeedComparison } from "./comparison.ts";
import { strictCell, strictMap } from "./detection_tables.ts";
import { interval, meanAndDeviation, metricName, percent, points, pValue } from "./format.ts";
import type { Published, PublishedByArm } from "./published.ts";
import type { McNemarResult } from "./statistics/mcnemar.ts";
import { testSetsIn } from "./test_sets.ts";

/** A row of the numeric table; accuracies in percent, gains in percentage points, null if undefined. */
export interface ResultRow {
  readonly arm: string;
  readonly method: string;
  /** The test set's name, if there are several. */
  readonly tested_on?: string;
  readonly seeds: number;
  readonly accuracy_mean: number;
  readonly accuracy_sd: number | null;
  readonly best_epoch_accuracy_mean: number;
  /** Mean average precision over overlaps of 0.5, 0.55 … 0.95; only for detectors. */
  readonly map50_95_mean?: number | null;
  readonly map50_95_sd?: number | null;
  /** The metric of the accuracies: "accuracy", "map" or "map50". */
  readonly metric: string;
  readonly selection: string;
  readonly against: string | null;
  readonly paired_seeds: number | null;
  readonly gain: number | null;
  readonly gain_low: number | null;
  readonly gain_high: number | null;
  readonly p: number | null;
  readonly p_holm: number | null;
  readonly percentile_low: number | null;
  readonly percentile_high: number | null;
  readonly percentile_p: number | null;
  readonly t: number | null;
  readonly t_p: number | null;
  readonly wilcoxon_p: number | null;
  /** Cohen's d of the pairs, corrected for small samples. */
  readonly effect_size: number | null;
  /**
   * The gain detectable in four of five experiments, percentage points; null with too few seeds for a claim.
   */
  readonly detectable_gain: number | null;
  readonly verdict: string | null;
  /** Published results of the arm, if any: percent, by source. */
  readonly [published: `published_${string}`]: number | null;
}

const inPoints = (share: number | null | undefined): number | null =>
  share == null ? null : Number((100 * share).toFixed(6));

/** Returns the additional columns of detectors. */
function strictScores(analysis: Analysis, arm: ArmSummary) {
  if (analysis.metric !== "map50") return {};
  const strict = strictMap(arm);
  return { map50_95_mean: inPoints(strict?.mean), map50_95_sd: inPoints(strict?.standardDeviation) };
}

/** Lists every arm with its comparisons: one row per comparison, or one row for an arm without any. */
function rowsOf(analysis: Analysis): { arm: ArmSummary; comparison: Comparison | undefined }[] {
  return analysis.arms.flatMap((arm) => {
    const own = analysis.comparisons.filter(({ treatment }) => treatment === arm.label);
    return (own.length === 0 ? [undefined] : own).map((comparison) => ({ arm, comparison }));
  });
}

/**
 * Tabulates the results as numbers, for CSV: one row per arm and comparison.
 *
 * @param analysis the result of {@linkcode analyze}
 * @returns accuracies in percent, gains in percentage points
 */
export function resultTable(analysis: Analysis): ColumnTable {
  return from(
    rowsOf(analysis).map(({ arm, comparison }): ResultRow => ({
      arm: arm.label,
      method: arm.runs[0]?.method ?? arm.label,
      ...(testSetsIn(analysis.arms).length > 1 ? { tested_on: arm.test.name } : {}),
      seeds: arm.runs.length,
      accuracy_mean: inPoints(arm.mean)!,
      accuracy_sd: inPoints(arm.standardDeviation),
      best_epoch_accuracy_mean: inPoints(arm.bestMean)!,
      ...strictScores(analysis, arm),
      metric: analysis.metric,
      selection: analysis.selection,
      against: comparison?.control ?? null,
      paired_seeds: comparison?.seeds.length ?? null,
      gain: inPoints(comparison?.gain),
      gain_low: inPoints(comparison?.interval?.low),
      gain_high: inPoints(comparison?.interval?.high),
      p: comparison?.interval?.p ?? null,
      p_holm: comparison?.adjustedP ?? null,
      percentile_low: inPoints(comparison?.percentile?.low),
      percentile_high: inPoints(comparison?.percentile?.high),
      percentile_p: comparison?.percentile?.p ?? null,
      t: comparison?.overSeeds.pairedT?.t ?? null,
      t_p: comparison?.overSeeds.pairedT?.twoSidedP ?? null,
      wilcoxon_p: comparison?.overSeeds.wilcoxonP ?? null,
      effect_size: comparison?.overSeeds.effectSize ?? null,
      detectable_gain: inPoints(comparison?.overSeeds.detectable),
      verdict: comparison?.verdict ?? null,
      ...publishedColumns(analysis.published, arm.label),
    })),
  );
}

/**
 * Tabulates the results for readers, for Markdown, LaTeX, HTML and the terminal. An arm's name and scores
 * appear only in its first row, and a gain that is significant after the correction has a star.
 */
export function readableTable(analysis: Analysis): ColumnTable {
  let previous: string | undefined;
  return from(
    rowsOf(analysis).map(({ arm, comparison }) => {
      const again = arm.label === previous;
      previous = arm.label;
      return {
        "Method": again ? "" : arm.label,
        ...(testSetsIn(analysis.arms).length > 1 ? { "Tested on": again ? "" : arm.test.name } : {}),
        "Seeds": again ? "" : String(arm.runs.length),
        [`${metricName(analysis.metric)} %`]: again ? "" : meanAndDeviation(arm.mean, arm.standardDeviation),
        ...(analysis.metric === "map50" ? { "mAP@.5:.95 %": again ? "" : strictCell(arm) } : {}),
        ...(analysis.published === undefined
          ? {}
          : { "Published %": again ? "" : publishedCell(analysis.published[arm.label]) }),
        "Against": comparison?.control ?? "",
        ...comparisonCells(comparison, analysis),
      };
    }),
  );
}

/** Returns two columns for each source, such as `published_mean_curbench`. */
function publishedColumns(published: PublishedByArm = {}, label: string) {
  const sources = new Set(Object.values(published).flat().map(({ from }) => from));
  return Object.fromEntries([...sources].flatMap((from) => {
    const key = from.toLowerCase().replaceAll(/\W+/g, "_");
    const value = published[label]?.find((one) => one.from === from);
    return [
      [`published_mean_${key}` as const, value?.mean ?? null],
      [`published_sd_${key}` as const, value?.standardDeviation ?? null],
    ];
  }));
}

const publishedCell = (published: readonly Published[] = []): string =>
  published.length === 0
    ? "not known"
    : published.map(({ mean, standardDeviation, from }) =>
      `${meanAndDeviation(mean / 100, standardDeviation === null ? null : standardDeviation / 100)} (${from})`
    ).join("; ");

/** Returns the cells of a comparison; a dash marks a value that is undefined. */
function comparisonCells(comparison: Comparison | undefined, { minimumSeeds }: Analysis) {
  const cell = <T>(value: T | null | undefined, write: (value: T) => string) =>
    comparison === undefined ? "" : value == null ? "–" : write(value);
  const star = comparison?.verdict === "significant at 0.05" ? "*" : "";
  return {
    "Gain, points": cell(comparison?.gain, (gain) => points(gain) + star),
    "95% interval": cell(comparison?.interval, interval),
    "p": cell(comparison?.interval?.p, pValue),
    "p (Holm)": cell(comparison?.adjustedP, pValue),
    "Verdict": comparison?.verdict ?? "",
    "p (t)": cell(comparison?.overSeeds.pairedT?.twoSidedP, pValue),
    "p (Wilcoxon)": cell(comparison?.overSeeds.wilcoxonP, pValue),
    "Effect size": cell(comparison?.overSeeds.effectSize, (d) => d.toFixed(2).replace("-", "−")),
    "Detectable": comparison && comparison.seeds.length < minimumSeeds
      ? "none"
      : cell(comparison?.overSeeds.detectable, (gain) => percent(gain)),
  };
}

/** Tabulates McNemar's test seed by seed; empty if predictions are ranked, not right or wrong. */
export function mcnemarTable(analysis: Analysis): ColumnTable {
  return from(
    analysis.comparisons.flatMap(({ treatment, control, seeds }) =>
      seeds.filter((one): one is SeedComparison & { mcnemar: McNemarResult } => one.mcnemar !== null)
        .map(({ seed, treatmentAccuracy, controlAccuracy, mcnemar }) => ({
          "Comparison": `${treatment} against ${control}`,
          "Seed": String(seed),
          "Accuracy %": `${percent(treatmentAccuracy)} / ${percent(controlAccuracy)}`,
          "Gain, points": points(treatmentAccuracy - controlAccuracy),
          "Only first correct": String(mcnemar.onlyFirst),
          "Only second correct": String(mcnemar.onlySecond),
          "p, exact": pValue(mcnemar.exactP),
          "χ² (corrected)": mcnemar.chiSquare === null ? "–" : mcnemar.chiSquare.toFixed(2),
          "p, χ²": mcnemar.chiSquareP === null ? "–" : pValue(mcnemar.chiSquareP),
        }))
    ),
  );
}
