/** The tasks of networks. */
import type { Dataset } from "../../data/types.ts";
import type { ApDefinition } from "../../detect/evaluate.ts";
import { UsageError } from "../../errors.ts";
import { findsObjects } from "../../model/mod.ts";
import type { AnyModel } from "../../model/types.ts";
import { classification } from "./classification.ts";
import { detection } from "./detection.ts";
import { multiLabel } from "./multi_label.ts";
import type { Task } from "./types.ts";

export { averagePrecision, meanAveragePrecision } from "./average_precision.ts";
export { detection, type DetectionOptions } from "./detection.ts";
export type {
  Answers,
  ClassifierTask,
  Evaluation,
  Judge,
  Metric,
  MetricState,
  Predictions,
  RunningMetric,
  Task,
} from "./types.ts";

/** Options of {@linkcode taskOf}. */
export interface TaskOptions {
  /** The label smoothing of a classifier; see {@linkcode classification}. */
  readonly labelSmoothing?: number;
  /** The definition of a detector's average precision, YOLOv5's by default. */
  readonly definition?: ApDefinition | undefined;
}

/**
 * Creates the task of a network on a data set: detection for a detector; multi-label classification for a
 * classifier if images have several labels each ({@linkcode Split.multiHot}), else single-label
 * classification.
 *
 * @throws {UsageError} on a detector with a data set without boxes, on label smoothing without single labels,
 * and on a definition of average precision for a classifier
 *
 * @example
 * ```ts
 * import { startBackend } from "../../backend/mod.ts";
 * import { memorySplit } from "../../data/memory_split.ts";
 * import { createModel } from "../../model/mod.ts";
 * import { randomStream } from "../../random.ts";
 * import { taskOf } from "./mod.ts";
 *
 * await startBackend("cpu");
 * const contents = { images: new Uint8Array(48), shape: [4, 4, 3] as const, labels: Int32Array.of(0) };
 * const one = memorySplit(contents), several = memorySplit({ ...contents, multiHot: Uint8Array.of(1, 1) });
 * const dataset = { name: "example", classes: ["a", "b"], shape: contents.shape, attribution: "" };
 * const model = createModel("resnet18:width=2", 2, randomStream(1, "weights"));
 * console.assert(taskOf(model, { ...dataset, train: one, test: one }).metric === "accuracy");
 * console.assert(taskOf(model, { ...dataset, train: several, test: several }).metric === "map");
 * ```
 */
export function taskOf(
  model: AnyModel,
  dataset: Dataset,
  { labelSmoothing = 0, definition }: TaskOptions = {},
): Task {
  const { name, classes, train } = dataset, detects = findsObjects(model);
  if (labelSmoothing !== 0 && (detects || train.multiHot !== undefined)) {
    const why = detects ? `"${model.name}" is trained on boxes` : "its images have several each";
    throw new UsageError(`Cannot smooth the labels of ${name}: ${why}. Set it to 0`);
  }
  if (detects) return detection(model, dataset, { definition });
  if (definition !== undefined) {
    throw new UsageError(
      `The definition "${definition}" is for detectors, but "${model.name}" is a classifier: omit it`,
    );
  }
  if (train.multiHot !== undefined) return multiLabel(classes.length);
  return classification(classes.length, labelSmoothing);
}
