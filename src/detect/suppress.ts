/** From many overlapping candidates to detections. */
import { type Edges, edgesOf, iou } from "./boxes.ts";
import type { Candidates } from "./decode.ts";

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
export function suppress(
  boxes: readonly Detection[],
  { iou: most = 0.45, limit = 300, classAgnostic = false }: SuppressionOptions = {},
): number[] {
  const order = boxes.map((_, index) => index).sort((a, b) => boxes[b]!.score - boxes[a]!.score);
  const kept: number[] = [], byClass = new Map<number, Edges[]>();
  for (const index of order) {
    if (kept.length === limit) break;
    const { box, classIndex } = boxes[index]!;
    const key = classAgnostic ? 0 : classIndex;
    const rivals = byClass.get(key) ?? [];
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
  const { data, boxes, columns } = candidates;
  const found: Detection[] = [];
  for (let row = 0; row < boxes; row++) {
    const at = row * columns, objectness = data[at + 4]!;
    if (objectness <= confidence) continue;
    const box = edgesOf([data[at]!, data[at + 1]!, data[at + 2]!, data[at + 3]!]);
    let best = 5;
    for (let k = 5; k < columns; k++) {
      const score = objectness * data[at + k]!;
      if (multiLabel && score > confidence) found.push({ classIndex: k - 5, score, box });
      if (data[at + k]! > data[at + best]!) best = k;
    }
    const score = objectness * data[at + best]!;
    if (!multiLabel && score > confidence) found.push({ classIndex: best - 5, score, box });
  }
  return suppress(found, options).map((index) => found[index]!);
}
