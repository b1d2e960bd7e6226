/** Detects objects in the images of a file, with weights from a file. */
import { startBackend } from "../backend/mod.ts";
import { drawBoxes } from "../detect/draw.ts";
import { detectAll, DETECTOR_INPUT, rawOutputs } from "../detect/run_detector.ts";
import type { Detection } from "../detect/suppress.ts";
import { UsageError } from "../errors.ts";
import { writeFileAtomic } from "../io/atomic.ts";
import { checkWritable } from "../io/check_writable.ts";
import { writeNpy } from "../io/npy.ts";
import { loadWeights } from "../model/load_weights.ts";
import { createDetector } from "../model/mod.ts";
import { randomStream } from "../random.ts";
import { type ImageArray, readImageArray } from "./image_array.ts";
import type { PredictOptions } from "./predict.ts";

/** Options of detecting objects in a file of images. */
export interface PredictBoxesOptions extends PredictOptions {
  /** Writes the raw outputs of the heads instead of boxes: OUT-p3.npy, OUT-p4.npy and OUT-p5.npy. */
  readonly raw?: boolean;
  /** Minimum objectness and score of a detection, 0.25 by default. */
  readonly confidence?: number;
  /** Suppresses boxes of one class that overlap by more than this IoU, 0.45 by default. */
  readonly iou?: number;
  /** Reports every class with a sufficient score, not only the best one of a box. */
  readonly multiLabel?: boolean;
  /** Names of the classes, for the labels. */
  readonly names?: readonly string[];
  /** A folder for a picture of each image with its boxes. */
  readonly draw?: string;
}

/** A detection as it is written. */
export interface WrittenBox {
  /** Index of the class. */
  readonly class: number;
  readonly name?: string;
  readonly score: number;
  /** Left, top, right and bottom edge in pixels. */
  readonly box: readonly number[];
}

const written = ({ classIndex, score, box }: Detection, names?: readonly string[]): WrittenBox => ({
  class: classIndex,
  ...(names && { name: names[classIndex]! }),
  score,
  box,
});

/** Returns the path for the raw outputs of a head: y.npy → y-p3.npy, for the head of stride 8 = 2³. */
const headPath = (out: string, stride: number) => `${out.replace(/\.npy$/, "")}-p${Math.log2(stride)}.npy`;

function checkOptions({ model, classes, names, raw, draw }: PredictBoxesOptions): void {
  if (names !== undefined && names.length !== classes) {
    throw new UsageError(
      `Cannot name ${classes} classes of ${model} with ${names.length} names: give one name per class`,
    );
  }
  if (raw && draw !== undefined) {
    throw new UsageError("Cannot draw boxes from raw outputs: omit --raw or --draw");
  }
}

/**
 * Writes the detections in images as JSON, one list per image, or the raw outputs of the heads,
 * float32 [N, anchors, h, w, 5 + classes] each.
 *
 * @returns the paths that were written
 * @throws {UsageError} on an unknown detector, or if the number of names is not that of the classes
 * @throws {InputError} when a file cannot be read, is of the wrong type or shape, or does not fit the detector
 */
export async function predictBoxes(options: PredictBoxesOptions): Promise<string[]> {
  checkOptions(options);
  await checkWritable(options.out);
  const images = await readImageArray(options.images, DETECTOR_INPUT);
  await startBackend(options.backend);
  const detector = createDetector(options.model, options.classes, randomStream(0, "weights"));
  await loadWeights(detector, options.weights, { stripPrefix: options.stripPrefix });

  const heads = detector.strides.map(() => [] as Float32Array[]), shapes: (readonly number[])[] = [];
  const found: Detection[][] = [];
  for (let start = 0; start < images.count; start += options.batch) {
    const input = images.batch(start, Math.min(images.count, start + options.batch));
    const levels = await rawOutputs(detector, input);
    input.dispose();
    if (options.raw) {
      levels.forEach(({ data, shape }, k) => {
        heads[k]!.push(data);
        shapes[k] = shape;
      });
    } else found.push(...detectAll(levels, detector, options));
  }
  const { strides } = detector;
  detector.dispose();
  return options.raw
    ? await writeHeads(options, strides, heads, shapes, images.count)
    : await writeBoxes(options, found, images);
}

async function writeHeads(
  { out }: PredictBoxesOptions,
  strides: readonly number[],
  heads: readonly (readonly Float32Array[])[],
  shapes: readonly (readonly number[])[],
  count: number,
): Promise<string[]> {
  const paths = strides.map((stride) => headPath(out, stride));
  for (const [k, path] of paths.entries()) {
    const shape = [count, ...shapes[k]!.slice(1)], data = new Float32Array(shape.reduce((a, b) => a * b, 1));
    let at = 0;
    for (const part of heads[k]!) {
      data.set(part, at);
      at += part.length;
    }
    await writeNpy(path, { shape, data });
  }
  return paths;
}

async function writeBoxes(
  { out, names, draw }: PredictBoxesOptions,
  found: readonly (readonly Detection[])[],
  images: ImageArray,
): Promise<string[]> {
  const boxes = found.map((own) => own.map((detection) => written(detection, names)));
  await writeFileAtomic(out, new TextEncoder().encode(`${JSON.stringify(boxes, null, 1)}\n`));
  if (draw === undefined) return [out];
  await Deno.mkdir(draw, { recursive: true });
  const pictures = found.map((own, image) => {
    const labelled = own.map((detection) => ({
      ...detection,
      label: `${names?.[detection.classIndex] ?? detection.classIndex} ${detection.score.toFixed(2)}`,
    }));
    // The best on top.
    return drawBoxes(images.bytes(image), images.size, labelled.reverse());
  });
  const paths = pictures.map((_, image) => `${draw}/${image}.svg`);
  for (const [image, path] of paths.entries()) {
    await writeFileAtomic(path, new TextEncoder().encode(pictures[image]!));
  }
  return [out, ...paths];
}
