/** Computes the precision-recall curve and the area under it by the published rules. */
import type { Ranking } from "./rank.ts";

/** Precision and recall after each detection, by descending score. */
export interface PrecisionRecall {
  readonly precision: readonly number[];
  readonly recall: readonly number[];
}

/** Computes the precision-recall curve of a ranking. */
export function precisionRecall({ hits, objects }: Ranking): PrecisionRecall {
  let found = 0;
  const counts = hits.map((hit) => found += hit ? 1 : 0);
  return {
    precision: counts.map((count, k) => count / (k + 1)),
    recall: counts.map((count) => count / objects),
  };
}

/** Computes the precision envelope: the largest value at each position and after it. */
function envelope(values: readonly number[]): number[] {
  const result = [...values];
  for (let k = result.length - 2; k >= 0; k--) result[k] = Math.max(result[k]!, result[k + 1]!);
  return result;
}

/** Computes the mean of the best precisions at a recall of at least 0, 0.1 … 1, like VOC until 2009. */
export function elevenPoints({ precision, recall }: PrecisionRecall): number {
  const best = envelope(precision);
  let sum = 0;
  for (let k = 0; k <= 10; k++) {
    const first = recall.findIndex((value) => value >= k / 10);
    if (first >= 0) sum += best[first]!;
  }
  return sum / 11;
}

/** Computes the area under the envelope, step by step, like VOC since 2010. */
export function allPoints({ precision, recall }: PrecisionRecall): number {
  return envelope(precision).reduce((sum, best, k) => sum + best * (recall[k]! - (recall[k - 1] ?? 0)), 0);
}

/** Computes the mean of the best precisions at a recall of at least 0, 0.01 … 1, like COCO. */
export function cocoPoints({ precision, recall }: PrecisionRecall): number {
  const best = envelope(precision);
  let sum = 0, at = 0;
  for (let k = 0; k <= 100; k++) {
    while (at < recall.length && recall[at]! < k * 0.01) at++;
    sum += best[at] ?? 0;
  }
  return sum / 101;
}

/** Computes the area by trapezoids over 101 points of the envelope, from (0, 1) to (1, 0), like YOLOv5. */
export function yolov5Points({ precision, recall }: PrecisionRecall): number {
  if (recall.length === 0) return 0;
  const x = [0, ...recall, 1], y = envelope([1, ...precision, 0]);
  const heights: number[] = [];
  for (let k = 0, at = 0; k <= 100; k++) {
    const point = k === 100 ? 1 : k * 0.01;
    while (at + 2 < x.length && x[at + 1]! <= point) at++;
    const width = x[at + 1]! - x[at]!;
    const share = width > 0 ? Math.min((point - x[at]!) / width, 1) : 1;
    heights.push(y[at]! + share * (y[at + 1]! - y[at]!));
  }
  return heights.slice(1).reduce((sum, height, k) => sum + (height + heights[k]!) / 200, 0);
}
