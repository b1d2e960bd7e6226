/** Checked readers of a run's arrays: predictions, targets and clusters of the test images. */
import { ROW } from "../../detect/detection_rows.ts";
import { InputError } from "../../errors.ts";
import { exists } from "../../io/exists.ts";
import { type NpyArray, readNpy } from "../../io/npy.ts";
import { runPaths } from "./files.ts";
import { RUN_AGAIN } from "./read.ts";
import type { RunPredictions, RunSummary } from "./types.ts";

/** The parts of a summary on which type and shape of the arrays depend. */
export type ArraysExpected = Pick<RunSummary, "metric" | "test_size"> & {
  readonly classes: { length: number };
};

/**
 * Reads a run's predictions and targets.
 *
 * @throws {InputError} if their type or shape does not fit the summary
 */
export async function readPredictions(
  dir: string,
  { metric, classes: { length: classes }, test_size: images }: ArraysExpected,
): Promise<RunPredictions> {
  const paths = runPaths(dir);
  if (metric === "map50") {
    const predictions = await readBoxes(paths.predictions, images, classes);
    return { metric, predictions, targets: await readBoxes(paths.targets, images, classes) };
  }
  if (metric === "accuracy") {
    const predictions = await readIntegers(paths.predictions, images);
    return { metric, predictions, targets: await readIntegers(paths.targets, images) };
  }
  return {
    metric,
    predictions: await readRows(paths.predictions, Float32Array, "float32", images, classes),
    targets: await readRows(paths.targets, Uint8Array, "uint8", images, classes),
  };
}

/**
 * Reads the cluster of every test image.
 *
 * @returns undefined if each is its own
 * @throws {InputError} if the file does not hold one for each image
 */
export async function readGroups(dir: string, images: number): Promise<Int32Array | undefined> {
  const path = runPaths(dir).groups;
  return await exists(path) ? await readIntegers(path, images) : undefined;
}

/**
 * Reads the probability of each predicted class, in whole percent.
 *
 * @returns undefined if the run did not record them
 * @throws {InputError} if the file does not hold one for each image
 */
export async function readConfidences(dir: string, images: number): Promise<Uint8Array | undefined> {
  const path = runPaths(dir).confidences;
  if (!await exists(path)) return undefined;
  const array = await readNpy(path);
  if (array.shape.length !== 1 || !(array.data instanceof Uint8Array)) throw wrong(path, "uint8 [N]", array);
  checkLength(path, array.data.length, images);
  return array.data;
}

async function readIntegers(path: string, images: number): Promise<Int32Array> {
  const array = await readNpy(path);
  if (array.shape.length !== 1 || !(array.data instanceof Int32Array)) throw wrong(path, "int32 [N]", array);
  checkLength(path, array.data.length, images);
  return array.data;
}

async function readRows<T extends Float32Array | Uint8Array>(
  path: string,
  type: new () => T,
  name: string,
  images: number,
  columns: number,
): Promise<T> {
  const array = await readNpy(path), { data, shape } = array;
  if (!(data instanceof type) || shape.length !== 2 || shape[1] !== columns) {
    throw wrong(path, `${name} [N, ${columns}]`, array);
  }
  checkLength(path, shape[0]!, images);
  return data;
}

/** Reads rows of detections or objects, of which a test set has any number. */
async function readBoxes(path: string, images: number, classes: number): Promise<Float32Array> {
  const array = await readNpy(path), { data, shape } = array;
  if (!(data instanceof Float32Array) || shape.length !== 2 || shape[1] !== ROW) {
    throw wrong(path, `float32 [N, ${ROW}]`, array);
  }
  const isIndex = (value: number, count: number) => Number.isInteger(value) && value >= 0 && value < count;
  for (let at = 0; at < data.length; at += ROW) {
    const row = data.subarray(at, at + ROW);
    if (isIndex(row[0]!, images) && isIndex(row[1]!, classes) && row.every(Number.isFinite)) continue;
    throw new InputError(
      `Row ${at / ROW} of ${path} is damaged (${row.join(", ")}): the test set has ${images} images and ` +
        `${classes} classes: ${RUN_AGAIN}`,
    );
  }
  return data;
}

const wrong = (path: string, wanted: string, { shape, data }: NpyArray): InputError =>
  new InputError(
    `${path} must be ${wanted}, not ${data.constructor.name} [${shape.join(", ")}]: ${RUN_AGAIN}`,
  );

function checkLength(path: string, entries: number, images: number): void {
  if (entries === images) return;
  throw new InputError(
    `${path} has ${entries} entries, but the test set has ${images} images: ${RUN_AGAIN}`,
  );
}
