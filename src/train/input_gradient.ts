/** Computes salience with a trained network: how much its loss depends on each pixel. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { valueAndGradients } from "../backend/autograd.ts";
import { normalizeAndMask, softmaxCrossEntropy } from "../backend/ops/mod.ts";
import { UsageError } from "../errors.ts";
import type { ImageSize } from "../io/image_size.ts";
import type { Model } from "../model/types.ts";
import type { ProgressCallback } from "../progress.ts";
import { patchSize } from "../salience/grid.ts";
import { pooledProbabilities } from "../salience/pooling.ts";

/**
 * Computes the magnitude of the loss's gradient at each pixel: |∂loss/∂x|, summed over the channels (Simonyan
 * et al., 2014, take the largest channel instead).
 *
 * @param model the model, which runs in evaluation mode; its weights are not changed
 * @param images float32 [B, H, W, 3], normalised
 * @param labels the class of each image, [B]
 * @returns float32 [B, H, W], ≥ 0; each image's gradient is 1/B of its gradient alone
 * @throws {UsageError} on a label that is not one of the model's classes
 */
export function inputGradient(model: Model, images: Tensor4D, labels: ArrayLike<number>): Tensor3D {
  const { classes } = model, oneHot = new Float32Array(labels.length * classes);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    if (!(label >= 0 && label < classes)) {
      throw new UsageError(`Unknown class ${label}: the model has the classes 0 … ${classes - 1}`);
    }
    oneHot[row * classes + label] = 1;
  }
  const targets = tf.tensor2d(oneHot, [labels.length, classes]);
  const variable = tf.variable(images);
  const { value, gradients } = valueAndGradients(
    () => softmaxCrossEntropy(model.forward(variable as Tensor as Tensor4D, { training: false }), targets),
    new Map([["images", variable]]),
  );
  const gradient = gradients.get("images")!;
  const map = tf.tidy(() => tf.sum<Tensor3D>(tf.abs(gradient), 3));
  tf.dispose([targets, variable, value, gradient]);
  return map;
}

/** The model, images and grid of an input-gradient salience. */
export interface InputGradientTask {
  readonly model: Model;
  /** Reads the images start … end-1: uint8 [end - start, H, W, 3]. */
  readonly read: (start: number, end: number) => Promise<Uint8Array>;
  /** The class of every image. */
  readonly labels: ArrayLike<number>;
  readonly image: ImageSize;
  /** Patches per side, n. */
  readonly patches: number;
  /** Images per pass, 64 by default. */
  readonly batch?: number;
  readonly onProgress?: ProgressCallback | undefined;
}

/**
 * Computes the patch probabilities of images from the input gradient, pooled per patch.
 *
 * @param task model, images, labels and grid
 * @returns float32 [N, n·n]; each row is ≥ 0 and sums to 1, and is uniform if the loss depends on no pixel
 * @throws {UsageError} if the grid does not divide the images
 *
 * @example
 * ```ts
 * import { startBackend } from "../backend/mod.ts";
 * import { createModel } from "../model/mod.ts";
 * import { randomStream } from "../random.ts";
 * import { inputGradientSalience } from "./input_gradient.ts";
 *
 * await startBackend("cpu");
 * const probabilities = await inputGradientSalience({
 *   model: createModel("resnet18:width=2", 10, randomStream(1, "weights")),
 *   read: (start, end) => Promise.resolve(new Uint8Array((end - start) * 8 * 8 * 3).fill(77)),
 *   labels: [3],
 *   image: { height: 8, width: 8 },
 *   patches: 2,
 * });
 * console.assert(probabilities.length === 4);
 * ```
 */
export async function inputGradientSalience(
  { model, read, labels, image, patches, batch = 64, onProgress }: InputGradientTask,
): Promise<Float32Array> {
  patchSize(image, patches);
  const { height, width } = image, total = labels.length, columns = patches * patches;
  const rows = new Float32Array(total * columns);
  for (let start = 0; start < total; start += batch) {
    const end = Math.min(start + batch, total);
    const images = normalizeAndMask(await read(start, end), [end - start, height, width, 3]);
    const map = inputGradient(model, images, Array.from(labels).slice(start, end));
    const values = await map.data<"float32">();
    for (let k = start; k < end; k++) {
      const pixels = values.subarray((k - start) * height * width, (k - start + 1) * height * width);
      rows.set(pooledProbabilities(pixels, image, patches), k * columns);
    }
    tf.dispose([images, map]);
    onProgress?.(end, total, "salience (input-gradient)");
  }
  return rows;
}
