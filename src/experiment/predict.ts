/** Logits of images in a file, with weights from a file. */
import * as tf from "@tensorflow/tfjs-core";
import { type BackendName, startBackend } from "../backend/mod.ts";
import { normalizeAndMask } from "../backend/ops/mod.ts";
import { InputError } from "../errors.ts";
import { checkWritable } from "../io/check_writable.ts";
import { readNpy, writeNpy } from "../io/npy.ts";
import { loadWeights } from "../model/load_weights.ts";
import { createModel } from "../model/mod.ts";
import { randomStream } from "../random.ts";
import { predictLogits } from "../train/evaluate.ts";

/** What is predicted with what. */
export interface PredictOptions {
  readonly model: string;
  readonly classes: number;
  /** `.safetensors`, `.pth` or `.pt`, with PyTorch's names and layouts. */
  readonly weights: string;
  /** Taken from the names of the weights, such as `module.`. */
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
  const { shape, data } = await readNpy(options.images);
  const [count = 0, height = 0, width = 0, channels] = shape;
  if (shape.length !== 4 || channels !== 3) {
    throw new InputError(`${options.images} has shape [${shape.join(", ")}]: images are [N, H, W, 3]`);
  }
  if (!(data instanceof Float32Array || data instanceof Uint8Array)) {
    throw new InputError(
      `${options.images} must hold float32 (normalised) or uint8, not ${data.constructor.name}`,
    );
  }
  await startBackend(options.backend);
  const model = createModel(options.model, options.classes, randomStream(0, "weights"));
  await loadWeights(model, options.weights, { stripPrefix: options.stripPrefix });
  const pixels = height * width * 3;
  const logits = await predictLogits(model, count, options.batch, (start, end) => {
    const part = data.subarray(start * pixels, end * pixels);
    const batchShape: [number, number, number, 3] = [end - start, height, width, 3];
    return Promise.resolve(
      part instanceof Uint8Array ? normalizeAndMask(part, batchShape) : tf.tensor4d(part, batchShape),
    );
  });
  model.dispose();
  await writeNpy(options.out, { shape: [count, options.classes], data: logits });
  return [count, options.classes];
}
