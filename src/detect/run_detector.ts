/** Runs detectors on batches of images. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor4D, Tensor5D } from "@tensorflow/tfjs-core";
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
