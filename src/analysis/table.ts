/** The tables of an analysis, as Arquero tables: numbers for reckoning, texts for reading. */
import { type ColumnTable, from } from "arquero";
import type { Analysis, ArmSummary } from "./analyze.ts";
import type { Comparison } from "./comparison.ts";
import { interval, meanAndDeviation, percent, points, pValue } from "./format.ts";

/** A row of the numeric table; accuracies and gains in percent and percentage points, null where undefined. */
export interface ResultRow {
  readonly arm: string;
  readonly method: string;
  readonly seeds: number;
  readonly accuracy_mean: number;
  readonly accuracy_sd: number | null;
  readonly best_epoch_accuracy_mean: number;
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
  readonly verdict: string | null;
}

const inPoints = (share: number | undefined): number | null =>
  share === undefined ? null : Number((100 * share).toFixed(6));

/** Every arm with its comparisons: one row per comparison, or one for an arm without any. */
function rowsOf(analysis: Analysis): { arm: ArmSummary; comparison: Comparison | undefined }[] {
  return analysis.arms.flatMap((arm) => {
    const own = analysis.comparisons.filter(({ treatment }) => treatment === arm.label);
    return (own.length === 0 ? [undefined] : own).map((comparison) => ({ arm, comparison }));
  });
}

/**
 * The results in numbers, for CSV: one row per arm and comparison.
 *
 * @param analysis what {@linkcode analyze} gave
 * @returns accuracies in percent, gains in percentage points
 */
export function resultTable(analysis: Analysis): ColumnTable {
  return from(
    rowsOf(analysis).map(({ arm, comparison }): ResultRow => ({
      arm: arm.label,
      method: arm.runs[0]?.method ?? arm.label,
      seeds: arm.runs.length,
      accuracy_mean: inPoints(arm.mean)!,
      accuracy_sd: arm.standardDeviation === null ? null : inPoints(arm.standardDeviation),
      best_epoch_accuracy_mean: inPoints(arm.bestMean)!,
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
      verdict: comparison?.verdict ?? null,
    })),
  );
}

/**
 * The results to read, for Markdown, LaTeX, HTML and the terminal: what an arm's first row says is not repeated in
 * its further ones.
 */
export function readableTable(analysis: Analysis): ColumnTable {
  let previous: string | undefined;
  return from(
    rowsOf(analysis).map(({ arm, comparison }) => {
      const again = arm.label === previous;
      previous = arm.label;
      return {
        "Method": again ? "" : arm.label,
        "Seeds": again ? "" : String(arm.runs.length),
        "Accuracy %": again ? "" : meanAndDeviation(arm.mean, arm.standardDeviation),
        "Against": comparison?.control ?? "",
        "Gain, points": comparison === undefined ? "" : points(comparison.gain),
        "95% interval": comparison === undefined
          ? ""
          : comparison.interval
          ? interval(comparison.interval)
          : "–",
        "p": comparison === undefined ? "" : comparison.interval ? pValue(comparison.interval.p) : "–",
        "p (Holm)": comparison === undefined
          ? ""
          : comparison.adjustedP === null
          ? "–"
          : pValue(comparison.adjustedP),
        "Verdict": comparison?.verdict ?? "",
      };
    }),
  );
}

/** McNemar's test, seed by seed, to read. */
export function mcnemarTable(analysis: Analysis): ColumnTable {
  return from(
    analysis.comparisons.flatMap(({ treatment, control, seeds }) =>
      seeds.map(({ seed, treatmentAccuracy, controlAccuracy, mcnemar }) => ({
        "Comparison": `${treatment} against ${control}`,
        "Seed": String(seed),
        "Accuracy %": `${percent(treatmentAccuracy)} / ${percent(controlAccuracy)}`,
        "Gain, points": points(treatmentAccuracy - controlAccuracy),
        "Only first right": String(mcnemar.onlyFirst),
        "Only second right": String(mcnemar.onlySecond),
        "p, exact": pValue(mcnemar.exactP),
        "χ² (corrected)": mcnemar.chiSquare === null ? "–" : mcnemar.chiSquare.toFixed(2),
        "p, χ²": mcnemar.chiSquareP === null ? "–" : pValue(mcnemar.chiSquareP),
      }))
    ),
  );
}
