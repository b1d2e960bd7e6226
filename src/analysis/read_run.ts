/** Reads a finished run from its folder. */
import { InputError } from "../errors.ts";
import { type EpochMetrics, readFinishedRun, RUN_AGAIN, RUN_FILES } from "../experiment/run_folder/mod.ts";
import { isObject, type JsonObject } from "../io/json_object.ts";
import { splitOptions, splitSpecs } from "../spec.ts";
import type { Metric } from "../train/task/mod.ts";
import { judge, type RunAnswers, scoreOf } from "./answers.ts";
import { metricWords } from "./format.ts";

/** An epoch's metrics that the analysis uses; accuracies are shares of 1, or mean average precisions. */
export interface RunEpoch {
  /** The 1-based number of the epoch. */
  readonly epoch: number;
  /** Share of hidden patches. */
  readonly ratio: number;
  readonly trainLoss: number;
  /** Undefined for detectors, which are not evaluated on training images. */
  readonly trainAccuracy?: number | undefined;
  /** Undefined, like all test figures, if the epoch was not evaluated. */
  readonly testLoss?: number | undefined;
  readonly testAccuracy?: number | undefined;
  /** Mean average precision over overlaps of 0.5, 0.55 … 0.95; only for detectors. */
  readonly testMap?: number | undefined;
  readonly learningRate: number;
}

/** A finished run with its network's predictions. */
export type Run = RunRecord & RunAnswers;

/** The records of a finished run. */
export interface RunRecord {
  readonly dir: string;
  /** The folder under which it was found, if several were named; such folders can be compared. */
  readonly within?: string | undefined;
  /** The label of its arm. */
  readonly label: string;
  readonly method: string;
  readonly seed: number;
  /** The contents of `config.json`. */
  readonly config: JsonObject;
  /** The sessions in `environment.json`, in chronological order. */
  readonly sessions: readonly JsonObject[];
  /** The selection of the reported epoch: "last", "validation" or "test". */
  readonly selection: string;
  /** The reported epoch. */
  readonly selectedEpoch: number;
  /** The highest test accuracy and its epoch; selected on the test set, so never a fair result. */
  readonly best: { readonly epoch: number; readonly accuracy: number };
  /** Training images times epochs. */
  readonly imageSteps: number;
  readonly trainSize: number;
  readonly classes: readonly string[];
  readonly attribution: string | undefined;
  readonly epochs: readonly RunEpoch[];
  /** The number of test images, N. */
  readonly testImages: number;
  /** The cluster of every test image, int32 [N]; undefined if each is its own. */
  readonly groups: Int32Array | undefined;
  /**
   * The probability of each predicted class in whole percent, uint8 [N]; undefined if the run did not record it.
   */
  readonly confidences?: Uint8Array | undefined;
  /**
   * The share of test images classified correctly, or mean average precision (for detectors at an overlap of
   * 0.5), depending on `metric`.
   */
  readonly accuracy: number;
}

/**
 * Reads a finished run.
 *
 * @param dir the run's folder
 * @returns its configuration, metrics, predictions and targets
 * @throws {InputError} if the run is not finished, a file is missing (the message names all missing ones) or
 * damaged, or the files contradict each other
 */
export async function readRun(dir: string): Promise<Run> {
  const { config, sessions, epochs, summary, answers: stored, groups, confidences } = await readFinishedRun(
    dir,
  );
  const { metric, selected, best, classes } = summary, answers = judge(stored, summary, dir);
  const accuracy = scoreOf(answers, classes.length);
  checkStated(dir, metric, accuracy, selected.test_accuracy);
  const { label = config.name, method = "unknown" } = portableConfig(config);
  return {
    dir,
    label: textOf(label) ?? String(method),
    method: String(method),
    seed: config.seed,
    config,
    sessions: sessions.map((session) => ({ ...session })),
    selection: summary.selection,
    selectedEpoch: selected.epoch,
    best: { epoch: best.epoch, accuracy: best.test_accuracy },
    imageSteps: summary.image_steps,
    trainSize: summary.train_size,
    classes,
    attribution: textOf(summary.attribution),
    epochs: epochs.map(epochOf),
    ...answers,
    testImages: summary.test_size,
    groups,
    confidences,
    accuracy,
  };
}

/** Checks that the score computed from the predictions equals the one in the summary. */
function checkStated(dir: string, metric: Metric, found: number, stated: number): void {
  if (Math.abs(found - stated) <= 1e-5) return;
  throw new InputError(
    `The files in ${dir} contradict each other: ${RUN_FILES.predictions} gives ${
      metric === "accuracy" ? "an" : "a"
    } ${metricWords(metric)} of ${found}, ${RUN_FILES.summary} says ${stated}: ${RUN_AGAIN}`,
  );
}

/** Removes the folders of files from a specification, since they belong to the machine of the run. */
export const withoutFolders = (spec: string): string =>
  splitSpecs(spec).map((part) => splitOptions(part).map((option) => option.replace(/=.*\//, "=")).join())
    .join("+");

/** Removes the folders of files from a configuration, for tables and reports. */
export function portableConfig(config: JsonObject): JsonObject {
  const portable = (key: string, value: unknown) => {
    if (typeof value !== "string") return value;
    if (key === "weights") return value.replace(/^.*\//, "");
    // A label in words may contain a slash of its own; a label that is a specification has no spaces.
    return ["label", "name"].includes(key) && value.includes(" ") ? value : withoutFolders(value);
  };
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, portable(key, value)]));
}

/** Reads a text from a run's last session by a path of keys; undefined if it is missing. */
export function sessionText(run: Run, ...keys: readonly string[]): string | undefined {
  let value: unknown = run.sessions.at(-1);
  for (const key of keys) value = isObject(value) ? value[key] : undefined;
  return textOf(value);
}

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

const epochOf = (metrics: EpochMetrics): RunEpoch => ({
  epoch: metrics.epoch,
  ratio: metrics.ratio,
  trainLoss: metrics.train_loss,
  trainAccuracy: metrics.train_accuracy,
  testLoss: metrics.test_loss,
  testAccuracy: metrics.test_accuracy,
  testMap: metrics.test_map,
  learningRate: metrics.learning_rate,
});
