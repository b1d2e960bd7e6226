/** Reduces overlapping candidates to detections. */
import { type Edges, edgesOf, iou } from "../boxes.ts";
import type { Candidates } from "./decode.ts";
import { byFallingScore } from "./falling_score.ts";

/** A detected object. */
export interface Detection {
  readonly classIndex: number;
  /** Objectness times class score, 0 to 1. */
  readonly score: number;
  /** The box in pixels. */
  readonly box: Edges;
}

/** Settings of {@linkcode detect} and {@linkcode suppress}. */
export interface SuppressionOptions {
  /** The overlap (IoU) above which boxes of one class count as one object; 0.45 by default. */
  readonly iou?: number;
  /** The most detections per image, 300 by default. */
  readonly limit?: number;
  /** Whether boxes of different classes may be one object; false by default. */
  readonly classAgnostic?: boolean;
}

/** The default threshold of objectness and score. */
export const CONFIDENCE = 0.25;

/** Settings of {@linkcode detect}. */
export interface DetectOptions extends SuppressionOptions {
  /** The threshold that objectness and score must exceed; 0.25 by default. */
  readonly confidence?: number;
  /** Whether every class with a sufficient score counts, not only the best; false by default. */
  readonly multiLabel?: boolean;
}

/**
 * Suppresses boxes greedily: by descending score, a box is kept unless it overlaps a kept one of its class
 * too much.
 *
 * @param boxes the boxes, in any order
 * @returns indices of the kept boxes, by descending score; ties keep their order
 *
 * @example
 * ```ts
 * import { suppress } from "./suppress.ts";
 *
 * const box = (left: number, score: number) =>
 *   ({ classIndex: 0, score, box: [left, 0, left + 10, 10] as const });
 * console.assert(suppress([box(0, 0.5), box(1, 0.9), box(20, 0.3)]).join() === "1,2");
 * ```
 */
export function suppress(boxes: readonly Detection[], options: SuppressionOptions = {}): number[] {
  const scores = Float64Array.from(boxes, ({ score }) => score);
  return keep(scores, (index) => boxes[index]!.classIndex, (index) => boxes[index]!.box, options);
}

/** Suppresses boxes given by scores and accessors. */
function keep(
  scores: Float64Array,
  classOf: (index: number) => number,
  boxOf: (index: number) => Edges,
  { iou: most = 0.45, limit = 300, classAgnostic = false }: SuppressionOptions,
): number[] {
  const kept: number[] = [], byClass = new Map<number, Edges[]>();
  for (const index of byFallingScore(scores)) {
    if (kept.length === limit) break;
    const key = classAgnostic ? 0 : classOf(index), box = boxOf(index), rivals = byClass.get(key) ?? [];
    if (rivals.some((rival) => iou(rival, box) > most)) continue;
    rivals.push(box);
    byClass.set(key, rivals);
    kept.push(index);
  }
  return kept;
}

/**
 * Selects the detections among an image's candidates.
 *
 * @param candidates the result of `decode`
 * @returns the detections, by descending score
 *
 * @example
 * ```ts
 * import { detect } from "./suppress.ts";
 *
 * const candidates = { data: Float32Array.of(5, 5, 10, 10, 0.9, 0.2, 0.8), boxes: 1, columns: 7 };
 * const [found] = detect(candidates);
 * console.assert(found?.classIndex === 1 && found.box.join() === "0,0,10,10");
 * ```
 */
export function detect(candidates: Candidates, options: DetectOptions = {}): Detection[] {
  const { confidence = CONFIDENCE, multiLabel = false } = options;
  const { data, boxes, columns } = candidates, classes = columns - 5;
  // Many candidates exceed the threshold but few are kept, so store numbers instead of objects.
  const scores = new Float64Array(multiLabel ? boxes * classes : boxes);
  const rows = new Int32Array(scores.length), kinds = new Int32Array(scores.length);
  let found = 0;
  const add = (row: number, kind: number, score: number) => {
    if (score <= confidence) return;
    scores[found] = score;
    rows[found] = row;
    kinds[found] = kind;
    found++;
  };
  for (let row = 0; row < boxes; row++) {
    const at = row * columns + 5, objectness = data[at - 1]!;
    if (objectness <= confidence) continue;
    let best = 0;
    for (let kind = 0; kind < classes; kind++) {
      if (multiLabel) add(row, kind, objectness * data[at + kind]!);
      if (data[at + kind]! > data[at + best]!) best = kind;
    }
    if (!multiLabel) add(row, best, objectness * data[at + best]!);
  }
  const boxOf = (index: number) => {
    const at = rows[index]! * columns;
    return edgesOf([data[at]!, data[at + 1]!, data[at + 2]!, data[at + 3]!]);
  };
  return keep(scores.subarray(0, found), (index) => kinds[index]!, boxOf, options)
    .map((index) => ({ classIndex: kinds[index]!, score: scores[index]!, box: boxOf(index) }));
}
