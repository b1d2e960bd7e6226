/** Accuracy by class and confusions of classifiers, over all seeds of an arm. */
import type { Analysis, ArmSummary } from "./analyze.ts";
import type { Arm } from "./arms.ts";
import type { Run } from "./read_run.ts";

/** A run of a classifier with one label per image. */
export type ClassifierRun = Extract<Run, { metric: "accuracy" }>;

/** Returns the runs of an arm that trained a classifier. */
export const classifierRuns = ({ runs }: Arm): ClassifierRun[] =>
  runs.filter((run): run is ClassifierRun => run.metric === "accuracy");

/**
 * Counts how often images of each class were predicted as each class, summed over the seeds of an arm.
 *
 * @param arm an arm of classifiers
 * @returns counts, [true class · classes + predicted class]
 */
export function confusions(arm: Arm): Uint32Array {
  const classes = arm.test.classes.length, counts = new Uint32Array(classes ** 2);
  for (const { targets, predictions } of classifierRuns(arm)) {
    targets.forEach((target, image) => counts[target * classes + predictions[image]!]!++);
  }
  return counts;
}

/**
 * Computes the share of each class's test images that were classified correctly, over the seeds of an arm.
 *
 * @returns a share for every class; NaN if it has no test image
 */
export function classAccuracies(arm: Arm): number[] {
  const counts = confusions(arm), classes = arm.test.classes.length;
  return Array.from({ length: classes }, (_, index) => {
    const row = counts.subarray(index * classes, (index + 1) * classes);
    return row[index]! / row.reduce((a, b) => a + b, 0);
  });
}

/** A class taken for another. */
export interface Confusion {
  readonly trueClass: string;
  readonly predicted: string;
  /** The share of the true class's images, over all seeds. */
  readonly share: number;
}

/** Lists the most frequent confusions of an arm. */
export function worstConfusions(arm: Arm, most = 8): Confusion[] {
  const { classes } = arm.test, n = classes.length, counts = confusions(arm);
  const totals = classes.map((_, index) =>
    counts.subarray(index * n, (index + 1) * n).reduce((a, b) => a + b, 0)
  );
  return Array.from(counts, (count, at) => ({ at, share: count / totals[Math.floor(at / n)]! }))
    .filter(({ at, share }) => at % n !== Math.floor(at / n) && share > 0)
    .sort((a, b) => b.share - a.share).slice(0, most)
    .map(({ at, share }) => ({
      trueClass: classes[Math.floor(at / n)]!,
      predicted: classes[at % n]!,
      share,
    }));
}

/** Returns the control and the treatment of the main comparison; the first arms if none was declared. */
export function mainArms({ arms, comparisons: [main] }: Analysis): ArmSummary[] {
  if (main === undefined) return arms.slice(0, 2);
  return [main.control, main.treatment].flatMap((label) => arms.find((arm) => arm.label === label) ?? []);
}
