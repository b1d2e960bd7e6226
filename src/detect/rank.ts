/** Decides which detections are correct. */
import type { Edges, ObjectBox } from "../boxes.ts";
import type { Detection } from "./suppress.ts";

/** A class's detections in all images, by descending score. */
export interface Ranking {
  readonly scores: readonly number[];
  /** Whether each detection found an object. */
  readonly hits: readonly boolean[];
  /** The number of objects to find. */
  readonly objects: number;
}

/** Settings of {@linkcode rankDetections}. */
export interface RankOptions {
  /** The smallest overlap (IoU) of a detection with its object. */
  readonly threshold: number;
  /**
   * The candidates for a detection among the objects of its image and class: the object that it overlaps most
   * of all (VOC, YOLOv5), or of those that have not been found yet (COCO).
   */
  readonly candidates: "all" | "free";
  /** 1 if a box includes its last row and column of pixels, as in VOC's own program; 0 by default. */
  readonly edge?: 0 | 1;
  /** The number of an image's highest-scoring detections of a class that count; all by default. */
  readonly perImage?: number;
}

/** Objects and detections of each image. */
export interface DetectionResults {
  readonly truth: readonly (readonly ObjectBox[])[];
  readonly detections: readonly (readonly Detection[])[];
}

/** Computes the IoU of boxes whose sides are `edge` longer than the difference of their edges. */
function overlap(a: Edges, b: Edges, edge: number): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]) + edge;
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]) + edge;
  if (width <= 0 || height <= 0) return 0;
  const area = (box: Edges) => (box[2] - box[0] + edge) * (box[3] - box[1] + edge), both = width * height;
  return both / (area(a) + area(b) - both);
}

/** A class's detections by descending score with their overlaps, enough to compare them at any threshold. */
export interface ClassOverlaps {
  /** Whether each object of the class is difficult, image by image. */
  readonly difficult: readonly boolean[];
  readonly rows: readonly {
    readonly score: number;
    /** The index of the image's first object. */
    readonly first: number;
    /** The overlaps with the image's objects. */
    readonly shares: readonly number[];
  }[];
}

/**
 * Computes the overlaps of a class's detections with its objects.
 *
 * @param results objects and detections, image by image
 * @param classIndex the class
 */
export function overlapsOf(
  { truth, detections }: DetectionResults,
  classIndex: number,
  { edge = 0, perImage = Infinity }: Pick<RankOptions, "edge" | "perImage"> = {},
): ClassOverlaps {
  const difficult: boolean[] = [], rows: ClassOverlaps["rows"][number][] = [];
  for (const [image, all] of truth.entries()) {
    const own = all.filter((object) => object.classIndex === classIndex), first = difficult.length;
    for (const object of own) difficult.push(object.difficult);
    const found = (detections[image] ?? []).filter((detection) => detection.classIndex === classIndex)
      .sort((a, b) => b.score - a.score).slice(0, perImage);
    for (const { box, score } of found) {
      rows.push({ score, first, shares: own.map((object) => overlap(box, object.box, edge)) });
    }
  }
  return { difficult, rows: rows.sort((a, b) => b.score - a.score) };
}

/** Compares detections with objects, like {@linkcode rankDetections}. */
export function rankOverlaps(
  { difficult, rows }: ClassOverlaps,
  { threshold, candidates }: Pick<RankOptions, "threshold" | "candidates">,
): Ranking {
  const scores: number[] = [], hits: boolean[] = [], taken = new Uint8Array(difficult.length);
  for (const { score, first, shares } of rows) {
    let best = -1, most = 0;
    for (let k = 0; k < shares.length; k++) {
      if (shares[k]! <= most || (candidates === "free" && taken[first + k] === 1)) continue;
      [best, most] = [first + k, shares[k]!];
    }
    const enough = best >= 0 && most >= threshold;
    if (enough && difficult[best]) continue;
    const hit = enough && taken[best] === 0;
    if (hit) taken[best] = 1;
    scores.push(score);
    hits.push(hit);
  }
  return { scores, hits, objects: difficult.filter((one) => !one).length };
}

/**
 * Compares the detections of a class with its objects. A detection finds its object if it overlaps it enough
 * and is the first to do so. Detections of difficult objects are ignored.
 *
 * @param results objects and detections, image by image
 * @param classIndex the class
 *
 * @example
 * ```ts
 * import { rankDetections } from "./rank.ts";
 *
 * const object = { classIndex: 0, box: [0, 0, 9, 9], difficult: false } as const;
 * const found = { classIndex: 0, score: 0.8, box: [0, 0, 8, 9] } as const;
 * const results = { truth: [[object]], detections: [[found, { ...found, score: 0.7 }]] };
 * const { hits } = rankDetections(results, 0, { threshold: 0.5, candidates: "all" });
 * console.assert(hits.join() === "true,false"); // the second found nothing new
 * ```
 */
export function rankDetections(
  results: DetectionResults,
  classIndex: number,
  options: RankOptions,
): Ranking {
  return rankOverlaps(overlapsOf(results, classIndex, options), options);
}
