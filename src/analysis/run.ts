/** One finished run, read from its folder. */
import { join } from "@std/path";
import { InputError, listNames } from "../errors.ts";
import { exists } from "../io/exists.ts";
import { isObject, type JsonObject, numberField, readJsonLines, readJsonObject } from "../io/json_object.ts";
import { splitOptions, splitSpecs } from "../spec.ts";
import type { Metric } from "../train/task/mod.ts";
import { readAnswers, readIntegers, type RunAnswers, scoreOf } from "./answers.ts";
import { METRIC_NAMES, metricWords } from "./format.ts";

/** What the analysis uses of one line of metrics.jsonl; accuracies are shares of 1, or mean average precisions. */
export interface RunEpoch {
  /** 1-based: how many epochs are done. */
  readonly epoch: number;
  /** Share of the patches that was hidden. */
  readonly ratio: number;
  readonly trainLoss: number;
  /** Undefined of a detector, whose boxes are looked for in test images alone. */
  readonly trainAccuracy?: number;
  /** Undefined, as all test figures, of an epoch that was not evaluated. */
  readonly testLoss?: number;
  readonly testAccuracy?: number;
  /** Of a detector: mean average precision over overlaps of 0.5, 0.55 … 0.95. */
  readonly testMap?: number;
  readonly learningRate: number;
}

/** A finished run, with its network's answers. */
export type Run = RunRecord & RunAnswers;

/** What a finished run says of itself. */
export interface RunRecord {
  readonly dir: string;
  /** What its arm is called. */
  readonly label: string;
  readonly method: string;
  readonly seed: number;
  /** `config.json` as it is. */
  readonly config: JsonObject;
  /** The sittings of `environment.json`, the last one last. */
  readonly sessions: readonly JsonObject[];
  /** What chose the reported epoch: "last", "validation" or "test". */
  readonly selection: string;
  /** The reported epoch. */
  readonly selectedEpoch: number;
  /** Highest test accuracy of any epoch and that epoch: chosen on the test set, so never a fair result. */
  readonly best: { readonly epoch: number; readonly accuracy: number };
  /** Training images times epochs. */
  readonly imageSteps: number;
  readonly trainSize: number;
  readonly classes: readonly string[];
  readonly attribution: string | undefined;
  readonly epochs: readonly RunEpoch[];
  /** How many test images there are, N. */
  readonly testImages: number;
  /** int32 [N], the cluster of every test image; undefined where each is its own. */
  readonly groups: Int32Array | undefined;
  /**
   * Share of the test images whose class is predicted, or the mean average precision, of a detector at an overlap of
   * 0.5: see `metric`.
   */
  readonly accuracy: number;
}

const NEEDED = ["config.json", "environment.json", "metrics.jsonl", "predictions.npy", "targets.npy"];

/** Whether a run's folder holds a finished run: its summary is written last. */
export const isFinished = (dir: string): Promise<boolean> => exists(join(dir, "summary.json"));

/** Whether a folder is a run's. */
export const isRun = (dir: string): Promise<boolean> => exists(join(dir, "config.json"));

/**
 * Reads a finished run.
 *
 * @param dir the run's folder
 * @returns its configuration, metrics, predictions and the classes they should have been
 * @throws {InputError} if the run is not finished, a file is missing (all missing ones are named) or damaged, or
 * the files contradict each other
 */
export async function readRun(dir: string): Promise<Run> {
  if (!await isRun(dir)) throw new InputError(`${dir} is not a run's folder: it has no config.json`);
  if (!await isFinished(dir)) {
    throw new InputError(
      `The run in ${dir} is not finished: go on with it (train --resume), or leave it out`,
    );
  }
  const missing: string[] = [];
  for (const name of NEEDED) if (!await exists(join(dir, name))) missing.push(name);
  if (missing.length > 0) {
    throw new InputError(`The run in ${dir} has lost ${listNames(missing)}: run it again`);
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
      `Line ${misplaced + 1} of metrics.jsonl in ${dir} is of epoch ${
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
      `groups.npy in ${dir} has ${groups.length} entries, but the test set ${testImages} images: run it again`,
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

/** Runs of the first versions say nothing of it: they have accuracies. */
function metricOf(value: unknown, where: string): Metric {
  if (value === undefined) return "accuracy";
  if (isMetric(value)) return value;
  throw new InputError(
    `"metric" in ${where} must be one of ${listNames(Object.keys(METRIC_NAMES))}, not ${
      JSON.stringify(value)
    }`,
  );
}

/** What the answers give must be what the run says of itself. */
function checkStated(dir: string, metric: Metric, found: number, stated: number): void {
  if (Math.abs(found - stated) <= 1e-5) return;
  throw new InputError(
    `The files in ${dir} contradict each other: predictions.npy gives ${metric === "accuracy" ? "an" : "a"} ${
      metricWords(metric)
    } of ${found}, summary.json ${stated}. Run it again`,
  );
}

/** A method or data set without the folders of the files that it names: those are of the machine that it ran on. */
export const withoutFolders = (spec: string): string =>
  splitSpecs(spec).map((part) => splitOptions(part).map((option) => option.replace(/=.*\//, "=")).join())
    .join("+");

/** A configuration without the folders of files, for tables and reports. */
export function portableConfig(config: JsonObject): JsonObject {
  const portable = (key: string, value: unknown) => {
    if (typeof value !== "string") return value;
    if (key === "weights") return value.replace(/^.*\//, "");
    // A label of words may hold a slash of its own, one that is a method as written is without blanks.
    return ["label", "name"].includes(key) && value.includes(" ") ? value : withoutFolders(value);
  };
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, portable(key, value)]));
}

/** What a run's last sitting says of itself, by a path of keys; undefined where it says nothing. */
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
