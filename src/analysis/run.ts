/** Reads a finished run from its folder. */
import { join } from "@std/path";
import { InputError, listNames } from "../errors.ts";
import { exists } from "../io/exists.ts";
import { isObject, type JsonObject, numberField, readJsonLines, readJsonObject } from "../io/json_object.ts";
import { splitOptions, splitSpecs } from "../spec.ts";
import type { Metric } from "../train/task/mod.ts";
import { readAnswers, readIntegers, type RunAnswers, scoreOf } from "./answers.ts";
import { METRIC_NAMES, metricWords } from "./format.ts";

/** An epoch's metrics that the analysis uses; accuracies are shares of 1, or mean average precisions. */
export interface RunEpoch {
  /** The 1-based number of the epoch. */
  readonly epoch: number;
  /** Share of hidden patches. */
  readonly ratio: number;
  readonly trainLoss: number;
  /** Undefined for detectors, which are not evaluated on training images. */
  readonly trainAccuracy?: number;
  /** Undefined, like all test figures, if the epoch was not evaluated. */
  readonly testLoss?: number;
  readonly testAccuracy?: number;
  /** Mean average precision over overlaps of 0.5, 0.55 … 0.95; only for detectors. */
  readonly testMap?: number;
  readonly learningRate: number;
}

/** A finished run with its network's predictions. */
export type Run = RunRecord & RunAnswers;

/** The records of a finished run. */
export interface RunRecord {
  readonly dir: string;
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
   * The share of test images classified correctly, or mean average precision (for detectors at an overlap of
   * 0.5), depending on `metric`.
   */
  readonly accuracy: number;
}

const NEEDED = ["config.json", "environment.json", "metrics.jsonl", "predictions.npy", "targets.npy"];

/** Returns whether a run is finished: its summary is written last. */
export const isFinished = (dir: string): Promise<boolean> => exists(join(dir, "summary.json"));

/** Returns whether a folder is a run folder. */
export const isRun = (dir: string): Promise<boolean> => exists(join(dir, "config.json"));

/**
 * Reads a finished run.
 *
 * @param dir the run's folder
 * @returns its configuration, metrics, predictions and targets
 * @throws {InputError} if the run is not finished, a file is missing (the message names all missing ones) or
 * damaged, or the files contradict each other
 */
export async function readRun(dir: string): Promise<Run> {
  if (!await isRun(dir)) throw new InputError(`${dir} is not a run folder: it has no config.json`);
  if (!await isFinished(dir)) {
    throw new InputError(
      `The run in ${dir} is not finished: resume it (train --resume) or leave it out`,
    );
  }
  const missing: string[] = [];
  for (const name of NEEDED) if (!await exists(join(dir, name))) missing.push(name);
  if (missing.length > 0) {
    throw new InputError(`The run in ${dir} lacks ${listNames(missing)}: run it again`);
  }

  const config = await readJsonObject(join(dir, "config.json"));
  const summaryPath = join(dir, "summary.json"), summary = await readJsonObject(summaryPath);
  const epochs = (await readJsonLines(join(dir, "metrics.jsonl"))).map((line) => epochOf(line, dir));
  if (epochs.length === 0) throw new InputError(`metrics.jsonl in ${dir} has no epoch: run it again`);
  if (epochs.at(-1)!.testAccuracy === undefined) {
    throw new InputError(`The last epoch in metrics.jsonl in ${dir} was not evaluated: run it again`);
  }
  const misplaced = epochs.findIndex(({ epoch }, index) => epoch !== index + 1);
  if (misplaced >= 0) {
    throw new InputError(
      `Line ${misplaced + 1} of metrics.jsonl in ${dir} belongs to epoch ${
        epochs[misplaced]!.epoch
      }: run it again`,
    );
  }
  const { sessions } = await readJsonObject(join(dir, "environment.json"));
  const classes = Array.isArray(summary.classes) ? summary.classes.map(String) : [];
  const metric = metricOf(summary.metric, summaryPath);
  const images = metric === "map50" ? numberField(summary, "test_size", summaryPath) : 0;
  const answers = await readAnswers(dir, { metric, classes: classes.length, images });
  const testImages = {
    accuracy: answers.targets.length,
    map: answers.targets.length / classes.length,
    map50: images,
  }[metric];
  const groups = await exists(join(dir, "groups.npy"))
    ? await readIntegers(join(dir, "groups.npy"))
    : undefined;
  if (groups !== undefined && groups.length !== testImages) {
    throw new InputError(
      `groups.npy in ${dir} has ${groups.length} entries, but the test set has ${testImages} images: ` +
        "run it again",
    );
  }
  const selected = isObject(summary.selected) ? summary.selected : {};
  const best = isObject(summary.best) ? summary.best : {};
  const accuracy = scoreOf(answers, classes.length);
  checkStated(dir, metric, accuracy, numberField(selected, "test_accuracy", summaryPath));
  const { label = config.name, method = "unknown" } = portableConfig(config);
  return {
    dir,
    label: textOf(label) ?? String(method),
    method: String(method),
    seed: numberField(config, "seed", join(dir, "config.json")),
    config,
    sessions: Array.isArray(sessions) ? sessions.filter(isObject) : [],
    selection: String(summary.selection ?? config.select ?? "last"),
    selectedEpoch: numberField(selected, "epoch", summaryPath),
    best: {
      epoch: numberField(best, "epoch", summaryPath),
      accuracy: numberField(best, "test_accuracy", summaryPath),
    },
    imageSteps: numberField(summary, "image_steps", summaryPath),
    trainSize: numberField(summary, "train_size", summaryPath),
    classes,
    attribution: textOf(summary.attribution),
    epochs,
    ...answers,
    testImages,
    groups,
    accuracy,
  };
}

const isMetric = (value: unknown): value is Metric =>
  typeof value === "string" && Object.hasOwn(METRIC_NAMES, value);

/** Reads the metric; runs of the first versions do not name it and have accuracies. */
function metricOf(value: unknown, where: string): Metric {
  if (value === undefined) return "accuracy";
  if (isMetric(value)) return value;
  throw new InputError(
    `"metric" in ${where} must be one of ${listNames(Object.keys(METRIC_NAMES))}, not ${
      JSON.stringify(value)
    }`,
  );
}

/** Checks that the score computed from the predictions equals the one in the summary. */
function checkStated(dir: string, metric: Metric, found: number, stated: number): void {
  if (Math.abs(found - stated) <= 1e-5) return;
  throw new InputError(
    `The files in ${dir} contradict each other: predictions.npy gives ${metric === "accuracy" ? "an" : "a"} ${
      metricWords(metric)
    } of ${found}, summary.json says ${stated}. Run it again`,
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

function epochOf(line: JsonObject, dir: string): RunEpoch {
  const number = (key: string) => numberField(line, key, join(dir, "metrics.jsonl"));
  const isDetection = line.metric === "map50", isEvaluated = "test_loss" in line || "test_accuracy" in line;
  return {
    epoch: number("epoch"),
    ratio: number("ratio"),
    trainLoss: number("train_loss"),
    ...(isEvaluated && { testLoss: number("test_loss"), testAccuracy: number("test_accuracy") }),
    ...(isEvaluated && isDetection && { testMap: number("test_map") }),
    ...(!isDetection && { trainAccuracy: number("train_accuracy") }),
    learningRate: number("learning_rate"),
  };
}
