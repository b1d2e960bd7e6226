/** The predictions of a run's network on the test set, with the truth. */
import { runPaths, type RunPredictions, type RunSummary } from "../experiment/run_folder/mod.ts";
import { meanAveragePrecision } from "../train/task/mod.ts";
import { type DetectionAnswers, scoreDetections } from "./detections.ts";

/**
 * Predictions of the reported epoch for the N test images, with the truth; their form depends on the metric.
 * Detections have scores, too.
 */
export type RunAnswers = DetectionAnswers | Exclude<RunPredictions, { readonly metric: "map50" }>;

/**
 * Adds the scores to a run's detections; other predictions stay as they are.
 *
 * @throws {InputError} if a detector had no object to find
 */
export function judge(stored: RunPredictions, summary: RunSummary, dir: string): RunAnswers {
  if (stored.metric !== "map50") return stored;
  const counts = { images: summary.test_size, classes: summary.classes.length };
  return { ...stored, scores: scoreDetections(stored, counts, runPaths(dir).targets) };
}

/** Computes the share of correct answers, or the mean average precision of the probabilities or boxes. */
export function scoreOf(answers: RunAnswers, classes: number): number {
  if (answers.metric === "map50") return answers.scores.map50 ?? NaN;
  if (answers.metric === "map") {
    return meanAveragePrecision({ scores: answers.predictions, labels: answers.targets }, classes);
  }
  const { predictions, targets } = answers;
  return targets.reduce((right, target, i) => right + (predictions[i] === target ? 1 : 0), 0) /
    targets.length;
}
