/** From many overlapping candidates to detections. */
import { type Edges, edgesOf, iou } from "../boxes.ts";
import type { Candidates } from "./decode.ts";
import { byFallingScore } from "./falling_score.ts";

/** An object that was found. */
export interface Detection {
  readonly classIndex: number;
  /** Objectness times class score, 0 to 1. */
  readonly score: number;
  /** In pixels. */
  readonly box: Edges;
}

/** Settings of {@linkcode detect} and {@linkcode suppress}. */
export interface SuppressionOptions {
  /** Boxes of one class that overlap by more than this (IoU) are one object; 0.45 by default. */
  readonly iou?: number;
  /** How many detections an image has at most, 300 by default. */
  readonly limit?: number;
  /** Boxes of different classes can be one object too; not by default. */
  readonly classAgnostic?: boolean;
}

/** What objectness and score of a detection are above by default. */
export const CONFIDENCE = 0.25;

/** Settings of {@linkcode detect}. */
export interface DetectOptions extends SuppressionOptions {
  /** Objectness and score of a detection are above this; 0.25 by default. */
  readonly confidence?: number;
  /** Every class with a sufficient score counts, not the best alone; not by default. */
  readonly multiLabel?: boolean;
}

/**
 * Greedy suppression: by falling score, a box is kept unless it overlaps a kept one of its class too much.
 *
 * @param boxes in any order
 * @returns indices of the kept boxes, by falling score; of equal scores the first box comes first
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

/** Greedy suppression of boxes in columns. */
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
 * The detections among an image's candidates.
 *
 * @param candidates as `decode` gives them
 * @returns by falling score
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
  // Many are likely enough at first, and few are kept: numbers, and no objects.
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
