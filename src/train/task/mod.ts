/** The tasks that a network can be trained for. */
import type { Dataset } from "../../data/types.ts";
import { UsageError } from "../../errors.ts";
import { classification } from "./classification.ts";
import { multiLabel } from "./multi_label.ts";
import type { Task } from "./types.ts";

export { averagePrecision, meanAveragePrecision } from "./average_precision.ts";
export type { Answers, Evaluation, Metric, Predictions, Progress, RunningMetric, Task } from "./types.ts";

/**
 * The task that a data set is made for: of images with several labels each ({@linkcode Split.multiHot}) to tell
 * which classes are there, of others to name the class.
 *
 * @param labelSmoothing see {@linkcode classification}
 * @throws {UsageError} on label smoothing of a multi-label set
 *
 * @example
 * ```ts
 * import { memorySplit } from "../../data/split.ts";
 * import { taskOf } from "./mod.ts";
 *
 * const contents = { images: new Uint8Array(48), shape: [4, 4, 3] as const, labels: Int32Array.of(0) };
 * const one = memorySplit(contents), several = memorySplit({ ...contents, multiHot: Uint8Array.of(1, 1) });
 * const dataset = { name: "example", classes: ["a", "b"], shape: contents.shape, attribution: "" };
 * console.assert(taskOf({ ...dataset, train: one, test: one }).metric === "accuracy");
 * console.assert(taskOf({ ...dataset, train: several, test: several }).metric === "map");
 * ```
 */
export function taskOf({ name, classes, train }: Dataset, labelSmoothing = 0): Task {
  if (train.multiHot === undefined) return classification(classes.length, labelSmoothing);
  if (labelSmoothing !== 0) {
    throw new UsageError(`Cannot smooth the labels of ${name}: its images have several each. Leave it at 0`);
  }
  return multiLabel(classes.length);
}
