/** Tables of detectors: average precision by class and arm, and by published definition. */
import { type ColumnTable, from } from "arquero";
import { type ApDefinition, type DetectionScores, mapAtHalf } from "../detect/evaluate.ts";
import { ROW } from "../detect/detection_rows.ts";
import type { Analysis } from "./analyze.ts";
import type { Arm } from "./arms.ts";
import { detectionResults } from "./detections.ts";
import { meanAndDeviation } from "./format.ts";
import type { Run } from "./read_run.ts";
import { meanAndStandardDeviation } from "./statistics/mean_and_standard_deviation.ts";
import type { TestSet } from "./test_sets.ts";

/** A run of a detector. */
export type DetectionRun = Extract<Run, { metric: "map50" }>;

/** Returns the runs of an arm that trained a detector. */
export const detectionRuns = ({ runs }: Arm): DetectionRun[] =>
  runs.filter((run): run is DetectionRun => run.metric === "map50");

/** Computes mean and deviation over the runs that have a value; undefined if none has. */
function summarize(values: readonly (number | undefined)[]) {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : meanAndStandardDeviation(known);
}

/** Formats an arm's score as a table cell; a dash if there is no object. */
function cell(arm: Arm, of: (scores: DetectionScores) => number | undefined): string {
  const summary = summarize(detectionRuns(arm).map(({ scores }) => of(scores)));
  return summary === undefined ? "–" : meanAndDeviation(summary.mean, summary.standardDeviation);
}

/**
 * Computes mean and deviation over seeds of an arm's mean average precision over overlaps of 0.5, 0.55 …
 * 0.95.
 */
export const strictMap = (arm: Arm) => summarize(detectionRuns(arm).map(({ scores }) => scores.map50To95));

/** Formats {@linkcode strictMap} as a table cell. */
export const strictCell = (arm: Arm): string => cell(arm, ({ map50To95 }) => map50To95);

/** Counts the objects of a class in a run's test images, without the difficult ones. */
function objectsIn({ targets }: DetectionRun, classIndex: number): number {
  let count = 0;
  for (let at = 0; at < targets.length; at += ROW) {
    if (targets[at + 1] === classIndex && targets[at + 2] === 0) count++;
  }
  return count;
}

/** Counts the objects of each class in an arm's test images, without the difficult ones. */
export const objectCounts = (arm: Arm, classes: number): number[] => {
  const [run] = detectionRuns(arm);
  return Array.from({ length: classes }, (_, index) => run === undefined ? 0 : objectsIn(run, index));
};

/**
 * Tabulates average precision at an overlap of 0.5 by class, with a column for each arm of one test set: mean
 * ± sample standard deviation over seeds, percent.
 *
 * @param analysis an analysis of detectors
 * @param test one of its test sets; the first by default
 */
export function classTable(analysis: Analysis, test: TestSet = analysis.test): ColumnTable {
  const { classes } = test, arms = analysis.arms.filter((arm) => arm.test === test);
  const counts = arms.map((arm) => objectCounts(arm, classes.length));
  return from(classes.map((name, index) => ({
    "Class": name,
    "Objects": [...new Set(counts.map((of) => of[index]!))].join(" / "),
    ...Object.fromEntries(arms.map((arm) => [arm.label, cell(arm, ({ ap50 }) => ap50[index])])),
  })));
}

/**
 * Tabulates average precision as numbers, a row per arm and class; in percent, null if there is no object.
 */
export function classRows({ arms }: Analysis): ColumnTable {
  const percent = (value: number | null | undefined) =>
    value == null ? null : Number((100 * value).toFixed(6));
  return from(arms.flatMap((arm) => {
    const { classes } = arm.test, objects = objectCounts(arm, classes.length);
    return classes.map((name, index) => {
      const of = (score: "ap50" | "ap50To95") =>
        summarize(detectionRuns(arm).map(({ scores }) => scores[score][index]));
      const [loose, strict] = [of("ap50"), of("ap50To95")];
      return {
        arm: arm.label,
        class: name,
        objects: objects[index]!,
        seeds: arm.runs.length,
        ap50_mean: percent(loose?.mean),
        ap50_sd: percent(loose?.standardDeviation),
        ap50_95_mean: percent(strict?.mean),
        ap50_95_sd: percent(strict?.standardDeviation),
      };
    });
  }));
}

/** Published definitions of average precision, by column name. */
const DEFINITIONS: readonly (readonly [column: string, name: ApDefinition])[] = [
  ["COCO, 101 points", "coco"],
  ["VOC 2010, all points", "voc2010"],
  ["VOC 2007, 11 points", "voc2007"],
];

/**
 * Tabulates mean average precision at an overlap of 0.5 by every published definition, a row per arm,
 * percent.
 *
 * @param analysis an analysis of detectors
 */
export function definitionTable({ arms }: Analysis): ColumnTable {
  return from(arms.map((arm) => ({
    "Method": arm.label,
    "YOLOv5, 101 points": cell(arm, ({ map50 }) => map50),
    ...Object.fromEntries(DEFINITIONS.map(([column, name]) => {
      const found = detectionRuns(arm).map((run) =>
        mapAtHalf(detectionResults(run, run.testImages), arm.test.classes.length, name)
      );
      const summary = summarize(found);
      return [
        column,
        summary === undefined ? "–" : meanAndDeviation(summary.mean, summary.standardDeviation),
      ];
    })),
  })));
}
