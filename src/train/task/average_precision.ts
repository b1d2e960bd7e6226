/** Computes average precision of ranked images. */
import { InputError } from "../../errors.ts";
import type { Answers } from "./types.ts";

/** The label of a class whose presence in the image is unknown. */
export const UNKNOWN = 255;

/**
 * Computes the average precision of one class: the area under the precision envelope at every recall, like
 * PASCAL VOC since 2010. Images with equal scores are grouped, so that their order does not matter; unknown
 * labels are ignored.
 *
 * @param scores the score of each image; higher is more likely
 * @param labels the label of each image: 1 = present, 0 = absent, 255 = unknown
 * @returns 0 … 1; undefined if the class is in no image
 *
 * @example
 * ```ts
 * import { averagePrecision } from "./average_precision.ts";
 *
 * // Ranked: right, wrong, right. Precision is 1 up to recall ½, then ⅔.
 * const ap = averagePrecision([0.9, 0.1, 0.5], [1, 1, 0])!;
 * console.assert(Math.abs(ap - (1 / 2 + 2 / 3 / 2)) < 1e-12);
 * ```
 */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number>): number | undefined {
  const ranked = Array.from(labels, (label, image) => ({ label, score: scores[image]! }))
    .filter(({ label }) => label !== UNKNOWN)
    .sort((a, b) => b.score - a.score);
  const positives = ranked.filter(({ label }) => label === 1).length;
  if (positives === 0) return undefined;

  const points: { precision: number; gained: number }[] = [];
  let seen = 0, found = 0;
  while (seen < ranked.length) {
    const before = found, { score } = ranked[seen]!;
    do found += ranked[seen++]!.label; while (ranked[seen]?.score === score);
    points.push({ precision: found / seen, gained: found - before });
  }
  let area = 0, best = 0;
  for (const { precision, gained } of points.reverse()) {
    best = Math.max(best, precision);
    area += best * gained;
  }
  return area / positives;
}

/**
 * Computes the mean of the classes' average precisions, without classes that are in no image.
 *
 * @throws {InputError} if no class is in any image
 */
export function meanAveragePrecision({ scores, labels }: Answers, classes: number): number {
  const images = labels.length / classes;
  const column = (values: ArrayLike<number>, c: number) =>
    Array.from({ length: images }, (_, image) => values[image * classes + c]!);
  const found: number[] = [];
  for (let c = 0; c < classes; c++) {
    const ap = averagePrecision(column(scores, c), column(labels, c));
    if (ap !== undefined) found.push(ap);
  }
  if (found.length === 0) {
    throw new InputError(
      `Cannot compute mean average precision: none of the ${classes} classes is known to be in any of ` +
        `${images} images`,
    );
  }
  return found.reduce((a, b) => a + b) / found.length;
}
