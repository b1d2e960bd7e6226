/** Salience of a data set's training images by a network with weights from a file. */
import { type BackendName, startBackend } from "../backend/mod.ts";
import type { Dataset } from "../data/types.ts";
import { UsageError } from "../errors.ts";
import { loadWeights } from "../model/load_weights.ts";
import { createModel } from "../model/mod.ts";
import type { ProgressCallback } from "../progress.ts";
import { randomStream } from "../random.ts";
import { inputGradientSalience } from "../train/input_gradient.ts";

/** The network, and how its gradient is pooled. */
export interface DatasetGradientOptions {
  /** The network, such as `resnet18:width=16`. */
  readonly model: string;
  /** `.safetensors`, `.pth` or `.pt`; those of a run lie in its `checkpoint/weights.safetensors`. */
  readonly weights: string;
  /** Patches per side, n. */
  readonly patches: number;
  readonly backend: BackendName | "auto";
  readonly onProgress?: ProgressCallback | undefined;
}

/**
 * Computes the patch probabilities of all training images of a data set from the gradient of a trained
 * network's loss.
 *
 * @returns float32 [training images, n·n]
 * @throws {UsageError} if images have several classes, or the grid does not divide them
 * @throws {InputError} if the weights cannot be read or do not fit
 */
export async function datasetInputGradient(
  dataset: Dataset,
  { model: spec, weights, patches, backend, onProgress }: DatasetGradientOptions,
): Promise<Float32Array> {
  const { train, classes, name, shape: [height, width] } = dataset;
  if (train.multiHot !== undefined) {
    throw new UsageError(`The input gradient needs one class per image: ${name} has several`);
  }
  await startBackend(backend);
  const model = createModel(spec, classes.length, randomStream(0, "weights"));
  try {
    await loadWeights(model, weights);
    const image = { height, width }, { labels } = train;
    const read = (start: number, end: number) =>
      train.read(Uint32Array.from({ length: end - start }, (_, index) => start + index));
    return await inputGradientSalience({ model, read, labels, image, patches, onProgress });
  } finally {
    model.dispose();
  }
}
