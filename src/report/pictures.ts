/** Draws test images with the true boxes and each arm's detections. */
import type { Analysis } from "../analysis/analyze.ts";
import { detectionRuns } from "../analysis/detection_tables.ts";
import { detectionsOf, objectsOf } from "../analysis/detections.ts";
import type { Edges } from "../boxes.ts";
import { resizeBilinear } from "../data/resize.ts";
import { drawBoxes, type DrawnBox } from "../detect/draw.ts";
import { UsageError } from "../errors.ts";

/** Test images on which detectors were tested. */
export interface DetectionPictures {
  /** A title, such as the name of the data set. */
  readonly title: string;
  /** uint8 [N, H, W, 3]. */
  readonly images: Uint8Array;
  readonly shape: readonly [count: number, height: number, width: number];
  /** The position of each image in the test set, [N]. */
  readonly rows: readonly number[];
  /** The labels of the arms that were tested on them. */
  readonly arms: readonly string[];
}

/** A column of pictures. */
export interface PictureColumn {
  readonly title: string;
  /** SVG documents, one for each image. */
  readonly svgs: readonly string[];
}

/** The lowest score of a detection that is drawn. */
export const DRAWN_SCORE = 0.25;

/**
 * Sizes in pixels: up to SMALL, pictures are doubled, so that labels fit; above LARGE, they are shrunk, to
 * keep the page small.
 */
const SMALL = 160, LARGE = 320;

/** A picture at the size at which it is drawn. */
interface Drawable {
  readonly pixels: Uint8Array;
  readonly size: { readonly height: number; readonly width: number };
  readonly scale: number;
}

function fit(pixels: Uint8Array, height: number, width: number): Drawable {
  const longest = Math.max(height, width);
  if (longest > LARGE) {
    const scale = LARGE / longest;
    const size = { height: Math.round(height * scale), width: Math.round(width * scale) };
    return { pixels: resizeBilinear(pixels, { height, width }, size), size, scale };
  }
  const scale = longest <= SMALL ? 2 : 1, size = { height: height * scale, width: width * scale };
  if (scale === 1) return { pixels, size, scale };
  const large = new Uint8Array(size.height * size.width * 3);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const from = ((y >> 1) * width + (x >> 1)) * 3;
      large.set(pixels.subarray(from, from + 3), (y * size.width + x) * 3);
    }
  }
  return { pixels: large, size, scale };
}

const scaled = (box: Edges, scale: number): Edges => [
  box[0] * scale,
  box[1] * scale,
  box[2] * scale,
  box[3] * scale,
];

/**
 * Draws boxes over images; small images are enlarged so that labels fit, large ones are shrunk.
 *
 * @param images uint8 [N, H, W, 3]
 * @param shape N, height and width
 * @param boxesOf returns the boxes of an image, 0 … N-1, in its pixels; later boxes lie on top
 * @returns SVG documents, the images embedded
 * @throws {UsageError} if the images do not have this shape
 *
 * @example
 * ```ts
 * import { drawImages } from "./pictures.ts";
 *
 * const box = { box: [2, 2, 6, 6], classIndex: 0, label: "cat" } as const;
 * const [svg] = drawImages(new Uint8Array(8 * 8 * 3), [1, 8, 8], () => [box]);
 * console.assert(svg!.includes('width="16"'));
 * ```
 */
export function drawImages(
  images: Uint8Array,
  [count, height, width]: DetectionPictures["shape"],
  boxesOf: (image: number) => readonly DrawnBox[],
): string[] {
  const bytes = height * width * 3;
  if (images.length !== count * bytes) {
    throw new UsageError(
      `Cannot draw ${images.length} bytes as ${count} images of ${width}×${height} pixels: it takes ${
        count * bytes
      }`,
    );
  }
  return Array.from({ length: count }, (_, k) => {
    const { pixels, size, scale } = fit(images.subarray(k * bytes, (k + 1) * bytes), height, width);
    return drawBoxes(
      pixels,
      size,
      boxesOf(k).map((drawn) => ({ ...drawn, box: scaled(drawn.box, scale) })),
    );
  });
}

/**
 * Draws a column with the true boxes, dashed, and a column per arm with the detections of its first seed that
 * score at least 0.25.
 *
 * @param analysis an analysis of detectors
 * @param pictures a handful of test images
 * @returns the columns, to be shown side by side
 * @throws {UsageError} if the images are not among the test images
 */
export function drawDetections(analysis: Analysis, pictures: DetectionPictures): PictureColumn[] {
  const { images, shape, rows } = pictures;
  if (rows.length !== shape[0]) {
    throw new UsageError(
      `Cannot draw ${shape[0]} images at ${rows.length} positions of the test set: give one for each`,
    );
  }
  const draw = (boxesOf: (row: number) => readonly DrawnBox[]) =>
    drawImages(images, shape, (image) => boxesOf(rows[image]!));
  const runs = analysis.arms.filter(({ label }) => pictures.arms.includes(label))
    .flatMap((arm) => detectionRuns(arm).slice(0, 1));
  const [first] = runs;
  if (first === undefined || rows.some((row) => !(row < first.testImages))) {
    throw new UsageError(
      `Cannot draw detections in test images ${rows.join(", ")}: no run was tested on them`,
    );
  }
  const { classes } = first, truth = objectsOf(first.targets, first.testImages);
  return [
    {
      title: "True boxes",
      svgs: draw((row) =>
        truth[row]!.map(({ box, classIndex, difficult }) => ({
          box,
          classIndex,
          label: `${classes[classIndex]}${difficult ? " (difficult)" : ""}`,
          dashed: true,
        }))
      ),
    },
    ...runs.map((run) => {
      const found = detectionsOf(run.predictions, run.testImages);
      return {
        title: run.label,
        svgs: draw((row) =>
          found[row]!.filter(({ score }) => score >= DRAWN_SCORE).map(({ box, classIndex, score }) => ({
            box,
            classIndex,
            label: `${classes[classIndex]} ${score.toFixed(2)}`,
          })).reverse() // the best on top
        ),
      };
    }),
  ];
}
