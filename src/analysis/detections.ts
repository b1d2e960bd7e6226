/** What a detector found in the test images, and what there is to be found: the rows of a run's files. */
import type { ObjectBox } from "../boxes.ts";
import { type DetectionScores, evaluateDetections } from "../detect/evaluate.ts";
import type { DetectionResults } from "../detect/rank.ts";
import { ROW } from "../detect/rows.ts";
import type { Detection } from "../detect/suppress.ts";
import { InputError } from "../errors.ts";
import { type NpyArray, readNpy } from "../io/npy.ts";

/** Answers of a detector to the test images, with the truth. */
export interface DetectionAnswers {
  /** Boxes with scores: mean average precision at an overlap of 0.5. */
  readonly metric: "map50";
  /** float32 [M, 7]: image, class, score, and the box in pixels; image by image, in each by falling score. */
  readonly predictions: Float32Array;
  /** float32 [T, 7]: image, class, difficult (1) or not (0), and the box. */
  readonly targets: Float32Array;
  /** By YOLOv5's definition. */
  readonly scores: DetectionScores;
}

/** How many images and kinds of objects there are. */
interface Counts {
  readonly images: number;
  readonly classes: number;
}

/**
 * Reads the detections of a run.
 *
 * @param predictionsPath and `targetsPath` files of float32 [rows, 7]
 * @throws {InputError} where they have another shape, a row is of no image or class, or there is nothing to be found
 */
export async function readDetections(
  predictionsPath: string,
  targetsPath: string,
  counts: Counts,
): Promise<DetectionAnswers> {
  const predictions = rowsOf(predictionsPath, await readNpy(predictionsPath), counts);
  const targets = rowsOf(targetsPath, await readNpy(targetsPath), counts);
  const scores = evaluateDetections(
    detectionResults({ predictions, targets }, counts.images),
    counts.classes,
  );
  if (scores.map50 === undefined) {
    throw new InputError(`${targetsPath} names no object to be found: there is nothing to measure`);
  }
  return { metric: "map50", predictions, targets, scores };
}

function rowsOf(path: string, { shape, data }: NpyArray, { images, classes }: Counts): Float32Array {
  if (!(data instanceof Float32Array) || shape.length !== 2 || shape[1] !== ROW) {
    throw new InputError(
      `${path} must be float32 [N, ${ROW}], not ${data.constructor.name} [${shape.join(", ")}]`,
    );
  }
  const isIndex = (value: number, count: number) => Number.isInteger(value) && value >= 0 && value < count;
  for (let at = 0; at < data.length; at += ROW) {
    const row = data.subarray(at, at + ROW);
    if (isIndex(row[0]!, images) && isIndex(row[1]!, classes) && row.every(Number.isFinite)) continue;
    throw new InputError(
      `Row ${at / ROW} of ${path} is damaged (${row.join(", ")}): there are ${images} images and ` +
        `${classes} classes. Run it again`,
    );
  }
  return data;
}

/** Rows of a file, image by image, each as `make` sees it. */
function byImage<T>(rows: Float32Array, images: number, make: (row: Float32Array) => T): T[][] {
  const found = Array.from({ length: images }, (): T[] => []);
  for (let at = 0; at < rows.length; at += ROW) {
    found[rows[at]!]!.push(make(rows.subarray(at, at + ROW)));
  }
  return found;
}

const boxOf = (row: Float32Array) => [row[3]!, row[4]!, row[5]!, row[6]!] as const;

/** Rows of `predictions.npy` as detections, image by image. */
export const detectionsOf = (rows: Float32Array, images: number): Detection[][] =>
  byImage(rows, images, (row) => ({ classIndex: row[1]!, score: row[2]!, box: boxOf(row) }));

/** Rows of `targets.npy` as objects, image by image. */
export const objectsOf = (rows: Float32Array, images: number): ObjectBox[][] =>
  byImage(rows, images, (row) => ({ classIndex: row[1]!, difficult: row[2] === 1, box: boxOf(row) }));

/**
 * A run's rows as what measures of detection take.
 *
 * @param images how many test images there are
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
