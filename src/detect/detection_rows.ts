/** Converts detections and objects to rows of numbers, as in a run's files. */
import type { ObjectBox } from "../boxes.ts";
import type { Detection } from "./suppress.ts";

/** The length of a row: image, class, score or difficulty, left, top, right, bottom. */
export const ROW = 7;

function rowsOf<T extends Pick<ObjectBox, "classIndex" | "box">>(
  images: readonly (readonly T[])[],
  third: (one: T) => number,
): Float32Array {
  const rows = new Float32Array(ROW * images.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const [image, own] of images.entries()) {
    for (const one of own) {
      rows.set([image, one.classIndex, third(one), ...one.box], at);
      at += ROW;
    }
  }
  return rows;
}

/**
 * Converts detections to rows.
 *
 * @param detections the detections of each image, by descending score
 * @returns float32 [detections, 7]: image, class, score, left, top, right, bottom
 *
 * @example
 * ```ts
 * import { detectionRows } from "./detection_rows.ts";
 *
 * const found = { classIndex: 2, score: 0.5, box: [0, 0, 8, 8] } as const;
 * console.assert(detectionRows([[], [found]]).join() === "1,2,0.5,0,0,8,8");
 * ```
 */
export const detectionRows = (detections: readonly (readonly Detection[])[]): Float32Array =>
  rowsOf(detections, ({ score }) => score);

/**
 * Converts objects to rows.
 *
 * @param objects the objects of each image
 * @returns float32 [objects, 7]: image, class, difficult (1) or not (0), left, top, right, bottom
 */
export const objectRows = (objects: readonly (readonly ObjectBox[])[]): Float32Array =>
  rowsOf(objects, ({ difficult }) => difficult ? 1 : 0);
