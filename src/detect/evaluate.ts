/** Computes mean average precision by the published definitions. */
import type { ObjectBox } from "../boxes.ts";
import { UsageError } from "../errors.ts";
import { chooseOne } from "../suggest.ts";
import {
  allPoints,
  cocoPoints,
  elevenPoints,
  type PrecisionRecall,
  precisionRecall,
  yolov5Points,
} from "./average_precision.ts";
import { type DetectionResults, overlapsOf, type RankOptions, rankOverlaps } from "./rank.ts";
import type { Detection } from "./suppress.ts";

/**
 * A definition of average precision: the comparison of detections with objects, and the rule for the area.
 */
interface Definition {
  readonly ranking: Omit<RankOptions, "threshold">;
  readonly area: (curve: PrecisionRecall) => number;
  /** Whether difficult objects are removed first, so that detections of them are false alarms. */
  readonly dropsDifficult: boolean;
}

const voc = { dropsDifficult: false, ranking: { candidates: "all" } } as const;
const vocProgram = { dropsDifficult: false, ranking: { candidates: "all", edge: 1 } } as const;

const definitions = {
  "voc2007": { ...voc, area: elevenPoints },
  "voc2010": { ...voc, area: allPoints },
  "voc2007+1": { ...vocProgram, area: elevenPoints },
  "voc2010+1": { ...vocProgram, area: allPoints },
  "yolov5": { dropsDifficult: true, ranking: { candidates: "all" }, area: yolov5Points },
  "coco": { dropsDifficult: true, ranking: { candidates: "free", perImage: 100 }, area: cocoPoints },
} as const satisfies Record<string, Definition>;

/**
 * The definitions of average precision: VOC's with 11 points and with all points, each also with the boxes of
 * VOC's own program, which include their last row and column (`+1`); YOLOv5's and COCO's with 101 points,
 * interpolated or not.
 */
export type ApDefinition = keyof typeof definitions;

/** The names of all definitions. */
export const AP_DEFINITIONS = Object.keys(definitions) as readonly ApDefinition[];

/** Average precision by class, and its means. */
export interface DetectionScores {
  /** Average precision by class at an overlap of 0.5; undefined for classes without objects. */
  readonly ap50: readonly (number | undefined)[];
  /** The mean average precision by class over overlaps of 0.5, 0.55 … 0.95. */
  readonly ap50To95: readonly (number | undefined)[];
  /** The mean of `ap50` over classes with objects, like the others; undefined if there are none. */
  readonly map50: number | undefined;
  readonly map75: number | undefined;
  readonly map50To95: number | undefined;
}

const THRESHOLDS = Array.from({ length: 10 }, (_, k) => 0.5 + k * 0.05);

function mean(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((a, b) => a + b, 0) / known.length;
}

/** Separates the results by class, keeping only images that contain the class or detections of it. */
function byClass({ truth, detections }: DetectionResults, classes: number): DetectionResults[] {
  const own = Array.from({ length: classes }, () => ({
    truth: [] as ObjectBox[][],
    detections: [] as Detection[][],
  }));
  for (const [image, objects] of truth.entries()) {
    const found = detections[image] ?? [];
    for (const one of new Set([...objects, ...found].map(({ classIndex }) => classIndex))) {
      own[one]?.truth.push(objects.filter(({ classIndex }) => classIndex === one));
      own[one]?.detections.push(found.filter(({ classIndex }) => classIndex === one));
    }
  }
  return own;
}

/** Computes average precision of every class at several overlaps; undefined for classes without objects. */
function apTable(
  results: DetectionResults,
  classes: number,
  name: ApDefinition,
  thresholds: readonly number[],
): (number | undefined)[][] {
  const definition: Definition | undefined = definitions[name];
  if (definition === undefined) {
    throw new UsageError(
      `Unknown definition of average precision "${name}": ${chooseOne(name, AP_DEFINITIONS)}`,
    );
  }
  const { ranking, area, dropsDifficult } = definition;
  const counted = dropsDifficult
    ? { ...results, truth: results.truth.map((image) => image.filter(({ difficult }) => !difficult)) }
    : results;
  return byClass(counted, classes).map((own, classIndex) => {
    const overlaps = overlapsOf(own, classIndex, ranking);
    return thresholds.map((threshold) => {
      const ranked = rankOverlaps(overlaps, { ...ranking, threshold });
      return ranked.objects === 0 ? undefined : area(precisionRecall(ranked));
    });
  });
}

/**
 * Computes mean average precision only at an overlap of 0.5, a tenth of the work of {@linkcode
 * evaluateDetections}.
 *
 * @returns undefined if no class has an object
 * @throws {UsageError} on an unknown definition
 */
export const mapAtHalf = (
  results: DetectionResults,
  classes: number,
  name: ApDefinition = "yolov5",
): number | undefined => mean(apTable(results, classes, name, [0.5]).map(([ap]) => ap));

/**
 * Computes mean average precision of detections.
 *
 * @param results objects and detections, image by image
 * @param classes the number of classes
 * @param name the definition, YOLOv5's by default
 * @throws {UsageError} on an unknown definition
 *
 * @example
 * ```ts
 * import { evaluateDetections } from "./evaluate.ts";
 *
 * const object = { classIndex: 0, box: [0, 0, 9, 9], difficult: false } as const;
 * const found = { classIndex: 0, score: 0.8, box: [0, 0, 9, 9] } as const;
 * const { map50 } = evaluateDetections({ truth: [[object]], detections: [[found]] }, 2, "voc2010");
 * console.assert(map50 === 1); // the second class has no object
 * ```
 */
export function evaluateDetections(
  results: DetectionResults,
  classes: number,
  name: ApDefinition = "yolov5",
): DetectionScores {
  const table = apTable(results, classes, name, THRESHOLDS);
  const ap50 = table.map((row) => row[0]), ap50To95 = table.map(mean);
  return {
    ap50,
    ap50To95,
    map50: mean(ap50),
    map75: mean(table.map((row) => row[5])),
    map50To95: mean(ap50To95),
  };
}
