/** What a run's network answered on the test set, and what it should have. */
import { join } from "@std/path";
import { InputError } from "../errors.ts";
import { readNpy } from "../io/npy.ts";
import { meanAveragePrecision, type Metric } from "../train/task/mod.ts";
import { type DetectionAnswers, readDetections } from "./detections.ts";

/** Answers of the reported epoch to the N test images, with the truth; what they are depends on the metric. */
export type RunAnswers =
  | DetectionAnswers
  | {
    /** One class per image, int32 [N]: counted are those that are right. */
    readonly metric: "accuracy";
    readonly predictions: Int32Array;
    readonly targets: Int32Array;
  }
  | {
    /** Several classes per image: ranked are the probabilities of each, float32 [N, classes]. */
    readonly metric: "map";
    readonly predictions: Float32Array;
    /** uint8 [N, classes]: 1 = it is there, 0 = it is not, 255 = unknown. */
    readonly targets: Uint8Array;
  };

/** What the files of answers are read for. */
export interface AnswersExpected {
  readonly metric: Metric;
  readonly classes: number;
  /** Test images: those of a detector have any number of objects, none among them. */
  readonly images: number;
}

/**
 * Reads a run's answers.
 *
 * @throws {InputError} if they have another type or shape than the metric's, or contradict each other
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

/** The share of right answers, or the mean average precision of the probabilities or boxes. */
export function scoreOf(answers: RunAnswers, classes: number): number {
  if (answers.metric === "map50") return answers.scores.map50 ?? NaN;
  if (answers.metric === "map") {
    return meanAveragePrecision({ scores: answers.predictions, labels: answers.targets }, classes);
  }
  const { predictions, targets } = answers;
  return targets.reduce((right, target, i) => right + (predictions[i] === target ? 1 : 0), 0) /
    targets.length;
}

/** Reads int32 [N]. */
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
    `predictions.npy in ${dir} has ${predictions} entries, but the test set ${images} images: run it again`,
  );
}
