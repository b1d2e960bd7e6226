/** Which detections are right. */
import type { Edges, ObjectBox } from "../boxes.ts";
import type { Detection } from "./suppress.ts";

/** One class's detections in all images, by falling score. */
export interface Ranking {
  readonly scores: readonly number[];
  /** Whether a detection found an object. */
  readonly hits: readonly boolean[];
  /** How many objects there are to be found. */
  readonly objects: number;
}

/** Settings of {@linkcode rankDetections}. */
export interface RankOptions {
  /** The least overlap (IoU) of a detection with its object. */
  readonly threshold: number;
  /**
   * What a detection is compared with: of its image and class the object that it overlaps most, whether that was
   * found before or not (VOC, YOLOv5), or the one among those that were not found yet (COCO).
   */
  readonly candidates: "all" | "free";
  /** 1 where a box covers the pixels of its last row and column too, as in VOC's own program; 0 by default. */
  readonly edge?: 0 | 1;
  /** How many of an image's detections of a class count, those of the highest scores; all by default. */
  readonly perImage?: number;
}

/** Objects of each image, and detections of each image. */
export interface DetectionResults {
  readonly truth: readonly (readonly ObjectBox[])[];
  readonly detections: readonly (readonly Detection[])[];
}

/** IoU of boxes whose sides are `edge` longer than the difference of their edges. */
function overlap(a: Edges, b: Edges, edge: number): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]) + edge;
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]) + edge;
  if (width <= 0 || height <= 0) return 0;
  const area = (box: Edges) => (box[2] - box[0] + edge) * (box[3] - box[1] + edge), both = width * height;
  return both / (area(a) + area(b) - both);
}

/** The detections of a class by falling score, with what each overlaps: enough to compare them at any threshold. */
export interface ClassOverlaps {
  /** Of each object of the class, image by image, whether it is difficult. */
  readonly difficult: readonly boolean[];
  readonly rows: readonly {
    readonly score: number;
    /** Which object is the first of the image. */
    readonly first: number;
    /** The overlap with each of the image's objects. */
    readonly shares: readonly number[];
  }[];
}

/**
 * How much the detections of a class overlap the objects of the class.
 *
 * @param results objects and detections, image by image
 * @param classIndex which class
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

/** Compares detections with objects, as {@linkcode rankDetections} does. */
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
 * Compares the detections of a class with its objects. A detection finds its object if it overlaps it enough and is
 * the first to do so. One whose object is difficult counts neither way.
 *
 * @param results objects and detections, image by image
 * @param classIndex which class
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
