/** Chart of detectors' precision over recall, class by class. */
import { type PrecisionRecall, precisionRecall } from "../../detect/average_precision.ts";
import { rankDetections } from "../../detect/rank.ts";
import type { Analysis, ArmSummary } from "../analyze.ts";
import { type DetectionRun, detectionRuns, objectCounts } from "../detection_tables.ts";
import { detectionResults } from "../detections.ts";
import { counted, percent } from "../format.ts";
import type { ChartDefinition } from "./define.ts";
import { armEncodings, type Chart, legendSelection, SCHEMA, theme, tooltipOf } from "./theme.ts";

/** Recalls at which the curves are drawn. */
const RECALLS = Array.from({ length: 51 }, (_, k) => k / 50);
/** The most classes that get a panel: those with the most objects. */
const MOST_CLASSES = 20;
const COLUMNS = 4;

/** Computes a run's curves, one per class. */
function runCurves(run: DetectionRun, classes: readonly number[]): number[][] {
  const { truth, detections } = detectionResults(run, run.testImages);
  // The definition by which runs are measured ignores difficult objects.
  const results = { truth: truth.map((own) => own.filter(({ difficult }) => !difficult)), detections };
  return classes.map((index) =>
    envelope(precisionRecall(rankDetections(results, index, { threshold: 0.5, candidates: "all" })))
  );
}

/**
 * Finds the best precision at a recall of at least each of {@linkcode RECALLS}; 0 if that recall is not
 * reached.
 */
function envelope({ precision, recall }: PrecisionRecall): number[] {
  const best: number[] = [];
  let at = recall.length, most = 0;
  for (const wanted of RECALLS.toReversed()) {
    while (at > 0 && recall[at - 1]! >= wanted - 1e-9) most = Math.max(most, precision[--at]!);
    best.push(most);
  }
  return best.reverse();
}

/** Averages curves point by point. */
const meanCurve = (curves: readonly (readonly number[])[]): number[] =>
  RECALLS.map((_, k) => curves.reduce((sum, curve) => sum + curve[k]!, 0) / curves.length);

/** Computes an arm's curves, the mean over its seeds, one per class. */
function curvesOf(arm: ArmSummary, classes: readonly number[]): number[][] {
  const runs = detectionRuns(arm).map((run) => runCurves(run, classes));
  return classes.map((_, at) => meanCurve(runs.map((curves) => curves[at]!)));
}

/**
 * Draws the precision envelope over recall at an overlap of 0.5: a panel for the mean of all classes and one
 * for each class (those with the most objects if there are many), with a line per arm, the mean over its
 * seeds.
 *
 * @param analysis an analysis of detectors
 * @returns a chart of small panels, all on the same scales
 */
export function precisionRecallCurves(analysis: Analysis): Chart {
  const { test: { classes } } = analysis;
  // A panel shows one class: arms that were tested on other classes have no curve.
  const arms = analysis.arms.filter(({ test }) => test.classes.join() === classes.join());
  const labels = analysis.arms.map(({ label }) => label);
  const objects = objectCounts(arms[0]!, classes.length);
  const known = classes.map((_, index) => index).filter((index) => objects[index]! > 0);
  const shown = known.toSorted((a, b) => objects[b]! - objects[a]!).slice(0, MOST_CLASSES)
    .sort((a, b) => a - b);
  const curves = arms.map((arm) => curvesOf(arm, known));
  const panel = (title: string, curveOf: (arm: number) => readonly number[], isFirst = false) => ({
    title: { text: title, fontSize: 12, offset: 4 },
    width: 128,
    height: 112,
    data: {
      values: arms.flatMap(({ label }, arm) =>
        curveOf(arm).map((precision, k) => ({
          arm: label,
          recall: 100 * RECALLS[k]!,
          precision: Number((100 * precision).toFixed(2)),
        }))
      ),
    },
    ...(isFirst ? { params: [legendSelection] } : {}), // one for all panels
    mark: { type: "line", strokeWidth: 1.75, strokeCap: "butt" } as const,
    encoding: {
      x: axis("recall", "Recall, %"),
      y: axis("precision", "Precision, %"),
      ...armEncodings(analysis, labels),
      tooltip: tooltipOf([{ field: "arm", title: "Method" }]),
    },
  });
  return {
    name: "precision-recall",
    title: "Precision and recall",
    wide: true,
    description:
      "Line charts: precision over recall in percent at an overlap of 0.5, a panel for the mean of " +
      `${counted(known.length, "class").replace(/classs$/, "classes")} and one for ${
        shown.length < known.length ? `each of the ${shown.length} with the most objects` : "each"
      }, one line per method, the mean over seeds. Mean over classes at half of the objects found: ${
        arms.map(({ label }, arm) => `${label} ${percent(meanCurve(curves[arm]!)[25]!, 1)}%`).join("; ")
      }.`,
    spec: {
      $schema: SCHEMA,
      config: theme,
      columns: COLUMNS,
      spacing: { row: 10, column: 14 },
      concat: [
        panel("all classes", (arm) => meanCurve(curves[arm]!), true),
        ...shown.map((index) => panel(classes[index]!, (arm) => curves[arm]![known.indexOf(index)]!)),
      ],
    },
  };
}

const axis = (field: string, title: string) => ({
  field,
  type: "quantitative" as const,
  title,
  scale: { domain: [0, 100] },
  axis: { values: [0, 50, 100], titlePadding: 2, labelFontSize: 11, titleFontSize: 11 },
});

/** The entry of the registry. */
export const precisionRecallEntry: ChartDefinition = {
  name: "precision-recall",
  applies: ({ metric }) => metric === "map50",
  draw: precisionRecallCurves,
};
