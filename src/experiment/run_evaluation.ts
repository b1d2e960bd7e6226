/** The results of evaluating a network. */
import type { Dataset } from "../data/types.ts";
import type { ApDefinition } from "../detect/evaluate.ts";
import type { Evaluation, Metric, Task } from "../train/task/mod.ts";

/** Results of a detector on one class. */
export interface ClassEvaluation {
  readonly name: string;
  /** Number of objects to find, without difficult ones. */
  readonly objects: number;
  /** Average precision at an overlap of 0.5; null if there are no objects. */
  readonly ap50: number | null;
  /** The mean over overlaps of 0.5, 0.55 … 0.95. */
  readonly ap: number | null;
}

/** Results of a network on a test set. */
export interface RunEvaluation {
  /** Mean over the images: cross-entropy in nats, or a detector's loss. */
  readonly loss: number;
  /** Accuracy as a share of 1, or the mean average precision, as `metric` says. */
  readonly accuracy: number;
  readonly images: number;
  readonly metric?: Exclude<Metric, "accuracy">;
  /** Detectors: the mean over overlaps of 0.5, 0.55 … 0.95. */
  readonly map?: number;
  /** Detectors: the definition of average precision. */
  readonly definition?: ApDefinition;
  /** Detectors: results by class. */
  readonly classes?: readonly ClassEvaluation[];
}

/**
 * Describes an evaluation.
 *
 * @param indices the images of `dataset.test`
 */
export function tell(
  { loss, accuracy, scores }: Evaluation,
  { metric }: Task,
  { classes, test }: Dataset,
  indices: Uint32Array,
  definition: ApDefinition = "yolov5",
): RunEvaluation {
  const shared = { loss, accuracy, images: indices.length, ...(metric !== "accuracy" && { metric }) };
  if (scores === undefined) return shared;
  const counts = new Uint32Array(classes.length);
  for (const index of indices) {
    for (const { classIndex, difficult } of test.objects?.(index) ?? []) {
      if (!difficult) counts[classIndex]! += 1;
    }
  }
  return {
    ...shared,
    map: scores.map50To95 ?? 0,
    definition,
    classes: classes.map((name, index) => ({
      name,
      objects: counts[index]!,
      ap50: scores.ap50[index] ?? null,
      ap: scores.ap50To95[index] ?? null,
    })),
  };
}
