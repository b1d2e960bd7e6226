/** Predictions of a run's network on the test set, with the truth. */
import { join } from "@std/path";
import { InputError } from "../errors.ts";
import { readNpy } from "../io/npy.ts";
import { meanAveragePrecision, type Metric } from "../train/task/mod.ts";
import { type DetectionAnswers, readDetections } from "./detections.ts";

/**
 * Predictions of the reported epoch for the N test images, with the truth; their form depends on the metric.
 */
export type RunAnswers =
  | DetectionAnswers
  | {
    /** The share of correct predictions; one class per image, int32 [N]. */
    readonly metric: "accuracy";
    readonly predictions: Int32Array;
    readonly targets: Int32Array;
  }
  | {
    /**
     * Mean average precision of the ranked probabilities of several classes per image, float32 [N, classes].
     */
    readonly metric: "map";
    readonly predictions: Float32Array;
    /** uint8 [N, classes]: 1 = present, 0 = absent, 255 = unknown. */
    readonly targets: Uint8Array;
  };

/** The expected contents of a run's prediction files. */
export interface AnswersExpected {
  readonly metric: Metric;
  readonly classes: number;
  /** The number of test images; those of a detector have any number of objects, including none. */
  readonly images: number;
}

/**
 * Reads a run's predictions and targets.
 *
 * @throws {InputError} if their type or shape does not fit the metric, or they contradict each other
 */
export async function readAnswers(
  dir: string,
  { metric, classes, images }: AnswersExpected,
): Promise<RunAnswers> {
  const paths = ["predictions.npy", "targets.npy"].map((name) => join(dir, name)) as [string, string];
  if (metric === "map50") return await readDetections(...paths, { images, classes });
  if (metric === "accuracy") {
    const predictions = await readIntegers(paths[0]), targets = await readIntegers(paths[1]);
    checkLengths(dir, predictions.length, targets.length);
    return { metric, predictions, targets };
  }
  const [predictions, targets] = [await readNpy(paths[0]), await readNpy(paths[1])];
  if (!(predictions.data instanceof Float32Array) || !isRows(predictions.shape, classes)) {
    throw wrongArray(paths[0], `float32 [N, ${classes}]`, predictions);
  }
  if (!(targets.data instanceof Uint8Array) || !isRows(targets.shape, classes)) {
    throw wrongArray(paths[1], `uint8 [N, ${classes}]`, targets);
  }
  checkLengths(dir, predictions.shape[0]!, targets.shape[0]!);
  return { metric, predictions: predictions.data, targets: targets.data };
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

/** Reads a file of int32 [N]. */
export async function readIntegers(path: string): Promise<Int32Array> {
  const array = await readNpy(path);
  if (array.shape.length !== 1 || array.data.length === 0 || !(array.data instanceof Int32Array)) {
    throw wrongArray(path, "int32 [N]", array);
  }
  return array.data;
}

const isRows = (shape: readonly number[], columns: number): boolean =>
  shape.length === 2 && shape[0]! >= 1 && shape[1] === columns;

function wrongArray(
  path: string,
  wanted: string,
  { shape, data }: Awaited<ReturnType<typeof readNpy>>,
): InputError {
  return new InputError(
    `${path} must be ${wanted} with N ≥ 1, not ${data.constructor.name} [${shape.join(", ")}]`,
  );
}

function checkLengths(dir: string, predictions: number, images: number): void {
  if (predictions === images) return;
  throw new InputError(
    `predictions.npy in ${dir} has ${predictions} entries, but the test set has ${images} images: ` +
      "run it again",
  );
}
