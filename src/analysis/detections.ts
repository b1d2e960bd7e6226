/** Reads a run's detections and true objects. */
import type { ObjectBox } from "../boxes.ts";
import { type DetectionScores, evaluateDetections } from "../detect/evaluate.ts";
import type { DetectionResults } from "../detect/rank.ts";
import { ROW } from "../detect/rows.ts";
import type { Detection } from "../detect/suppress.ts";
import { InputError } from "../errors.ts";
import { type NpyArray, readNpy } from "../io/npy.ts";

/** Detections of a detector in the test images, with the truth. */
export interface DetectionAnswers {
  /** Mean average precision of the scored boxes at an overlap of 0.5. */
  readonly metric: "map50";
  /**
   * float32 [M, 7]: image, class, score, and the box in pixels; sorted by image, then by descending score.
   */
  readonly predictions: Float32Array;
  /** float32 [T, 7]: image, class, difficult (1) or not (0), and the box. */
  readonly targets: Float32Array;
  /** Average precision by YOLOv5's definition. */
  readonly scores: DetectionScores;
}

/** The numbers of images and classes. */
interface Counts {
  readonly images: number;
  readonly classes: number;
}

/**
 * Reads the detections of a run.
 *
 * @param predictionsPath a file of float32 [rows, 7], like that at `targetsPath`
 * @throws {InputError} if a file has another shape, a row names an unknown image or class, or there is no
 * object
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
    throw new InputError(`Cannot measure average precision: ${targetsPath} contains no object to find`);
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
      `Row ${at / ROW} of ${path} is damaged (${row.join(", ")}): the test set has ${images} images and ` +
        `${classes} classes. Run it again`,
    );
  }
  return data;
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
