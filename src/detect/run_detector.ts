/** Runs detectors on batches of images. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor4D, Tensor5D } from "@tensorflow/tfjs-core";
import { normalizeAndMask } from "../backend/ops/mod.ts";
import { UsageError } from "../errors.ts";
import type { Detector, ForwardOptions } from "../model/types.ts";
import { decode, type RawLevel } from "./decode.ts";
import { CONFIDENCE, detect, type Detection, type DetectOptions } from "./suppress.ts";

/** The normalisation of a detector's input: x / 255, as YOLOv5's weights expect it. */
export const DETECTOR_INPUT = { mean: 0, std: 1 } as const;

/** Downloads raw outputs from the device to the host; the caller keeps the tensors. */
export async function readLevels(levels: readonly Tensor5D[]): Promise<RawLevel[]> {
  return await Promise.all(
    levels.map(async (level) => ({ data: await level.data() as Float32Array, shape: level.shape })),
  );
}

/**
 * Computes the raw outputs of a batch and downloads them to the host.
 *
 * @param images float32 [B, H, W, 3], to be disposed of by the caller
 * @param options a method's changes to the forward pass, if any
 */
export async function rawOutputs(
  detector: Detector,
  images: Tensor4D,
  options: Pick<ForwardOptions, "afterConvolution"> = {},
): Promise<RawLevel[]> {
  const levels = tf.tidy(() => detector.forward(images, { ...options, training: false }));
  try {
    return await readLevels(levels);
  } finally {
    tf.dispose(levels);
  }
}

/**
 * Finds the detections in a batch of images.
 *
 * @param levels the result of {@linkcode rawOutputs}
 * @param detector its strides and anchors
 * @param options see {@linkcode detect}
 * @returns the detections of each image, by descending score
 */
export function detectAll(
  levels: readonly RawLevel[],
  detector: Pick<Detector, "strides" | "anchors">,
  options: DetectOptions = {},
): Detection[][] {
  const batch = levels[0]?.shape[0] ?? 0, { confidence = CONFIDENCE } = options;
  return Array.from(
    { length: batch },
    (_, image) => detect(decode(levels, image, detector, confidence), options),
  );
}

/**
 * Finds the objects in images, in batches.
 *
 * @param images uint8 [N, H, W, 3]
 * @param shape N, H and W; H and W are multiples of 32
 * @param options see {@linkcode detect}; `batch` is the number of images at a time, 50 by default
 * @returns the detections of each image, by descending score; boxes in pixels
 * @throws {UsageError} if the images do not have this shape
 *
 * @example
 * ```ts
 * import { startBackend } from "../backend/mod.ts";
 * import { createDetector } from "../model/mod.ts";
 * import { randomStream } from "../random.ts";
 * import { detectImages } from "./run_detector.ts";
 *
 * await startBackend("cpu");
 * const detector = createDetector("yolov5:width=0.0625", 2, randomStream(1, "weights"));
 * const found = await detectImages(detector, new Uint8Array(32 * 32 * 3), [1, 32, 32]);
 * console.assert(found.length === 1);
 * detector.dispose();
 * ```
 */
export async function detectImages(
  detector: Detector,
  images: Uint8Array,
  [count, height, width]: readonly [count: number, height: number, width: number],
  { batch = 50, ...options }: DetectOptions & { readonly batch?: number } = {},
): Promise<Detection[][]> {
  const bytes = height * width * 3, found: Detection[][] = [];
  if (images.length !== count * bytes) {
    throw new UsageError(
      `Cannot detect in ${images.length} bytes as ${count} images of ${width}×${height} pixels: it takes ${
        count * bytes
      }`,
    );
  }
  for (let start = 0; start < count; start += batch) {
    const size = Math.min(batch, count - start);
    const part = images.subarray(start * bytes, (start + size) * bytes);
    const input = normalizeAndMask(part, [size, height, width, 3], DETECTOR_INPUT);
    try {
      found.push(...detectAll(await rawOutputs(detector, input), detector, options));
    } finally {
      input.dispose();
    }
  }
  return found;
}
