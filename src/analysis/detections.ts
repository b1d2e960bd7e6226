/** Scores and groups a run's detections and true objects. */
import type { ObjectBox } from "../boxes.ts";
import { type DetectionScores, evaluateDetections } from "../detect/evaluate.ts";
import type { DetectionResults } from "../detect/rank.ts";
import { ROW } from "../detect/detection_rows.ts";
import type { Detection } from "../detect/suppress.ts";
import { InputError } from "../errors.ts";
import type { RunPredictions } from "../experiment/run_folder/mod.ts";

/** Detections of a detector in the test images, with the truth and their scores. */
export type DetectionAnswers = Extract<RunPredictions, { readonly metric: "map50" }> & {
  /** Average precision by YOLOv5's definition. */
  readonly scores: DetectionScores;
};

/**
 * Scores the detections of a run by YOLOv5's definition.
 *
 * @param where the file of the targets, for the error
 * @throws {InputError} if there is no object to find
 */
export function scoreDetections(
  rows: Pick<DetectionAnswers, "predictions" | "targets">,
  { images, classes }: { readonly images: number; readonly classes: number },
  where: string,
): DetectionScores {
  const scores = evaluateDetections(detectionResults(rows, images), classes);
  if (scores.map50 !== undefined) return scores;
  throw new InputError(`Cannot measure average precision: ${where} contains no object to find`);
}

/** Groups the rows of a file by image, each converted by `make`. */
function byImage<T>(rows: Float32Array, images: number, make: (row: Float32Array) => T): T[][] {
  const found = Array.from({ length: images }, (): T[] => []);
  for (let at = 0; at < rows.length; at += ROW) {
    found[rows[at]!]!.push(make(rows.subarray(at, at + ROW)));
  }
  return found;
}

const boxOf = (row: Float32Array) => [row[3]!, row[4]!, row[5]!, row[6]!] as const;

/** Converts rows of `predictions.npy` to detections, image by image. */
export const detectionsOf = (rows: Float32Array, images: number): Detection[][] =>
  byImage(rows, images, (row) => ({ classIndex: row[1]!, score: row[2]!, box: boxOf(row) }));

/** Converts rows of `targets.npy` to objects, image by image. */
export const objectsOf = (rows: Float32Array, images: number): ObjectBox[][] =>
  byImage(rows, images, (row) => ({ classIndex: row[1]!, difficult: row[2] === 1, box: boxOf(row) }));

/**
 * Converts a run's rows to objects and detections.
 *
 * @param images the number of test images
 *
 * @example
 * ```ts
 * import { detectionResults } from "./detections.ts";
 *
 * const targets = Float32Array.of(1, 0, 0, 2, 2, 8, 8), predictions = new Float32Array(0);
 * const { truth, detections } = detectionResults({ predictions, targets }, 2);
 * console.assert(truth[1]![0]!.box.join() === "2,2,8,8" && detections[1]!.length === 0);
 * ```
 */
export function detectionResults(
  { predictions, targets }: Pick<DetectionAnswers, "predictions" | "targets">,
  images: number,
): DetectionResults {
  return { truth: objectsOf(targets, images), detections: detectionsOf(predictions, images) };
}
