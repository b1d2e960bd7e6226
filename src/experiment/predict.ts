/** Computes the logits of images in a file, with weights from a file. */
import { type BackendName, startBackend } from "../backend/mod.ts";
import { checkWritable } from "../io/check_writable.ts";
import { writeNpy } from "../io/npy.ts";
import { loadWeights } from "../model/load_weights.ts";
import { createModel } from "../model/mod.ts";
import { randomStream } from "../random.ts";
import { predictLogits } from "../train/evaluate.ts";
import { readImageArray } from "./image_array.ts";

/** Options of {@linkcode predictFile}. */
export interface PredictOptions {
  readonly model: string;
  readonly classes: number;
  /** `.safetensors`, `.pth` or `.pt`, with PyTorch's names and layouts. */
  readonly weights: string;
  /** A prefix to strip from the names of the weights, such as `module.`. */
  readonly stripPrefix?: string;
  /** `.npy`: float32 [N, H, W, 3], already normalised, or uint8. */
  readonly images: string;
  /** `.npy`: float32 [N, classes]. */
  readonly out: string;
  readonly batch: number;
  readonly backend: BackendName | "auto";
}

/**
 * Writes the logits of images to a file.
 *
 * @returns the shape of the logits
 * @throws {InputError} when a file cannot be read, is of the wrong type or shape, or does not fit the model
 */
export async function predictFile(options: PredictOptions): Promise<readonly [number, number]> {
  await checkWritable(options.out);
  const images = await readImageArray(options.images), { count } = images;
  await startBackend(options.backend);
  const model = createModel(options.model, options.classes, randomStream(0, "weights"));
  await loadWeights(model, options.weights, { stripPrefix: options.stripPrefix });
  const logits = await predictLogits(
    model,
    count,
    options.batch,
    (start, end) => Promise.resolve(images.batch(start, end)),
  );
  model.dispose();
  await writeNpy(options.out, { shape: [count, options.classes], data: logits });
  return [count, options.classes];
}
