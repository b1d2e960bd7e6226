import * as tf from "@tensorflow/tfjs-core";
import { normalizeAndMask } from "../backend/ops/mod.ts";
import type { Dataset, Split } from "../data/types.ts";
import type { Model } from "../model/types.ts";

/** How a model does on a set of images. */
export interface Evaluation {
  /** Mean cross-entropy, in nats. */
  readonly loss: number;
  /** Share of 1. */
  readonly accuracy: number;
  /** The class with the largest logit, int32 [images]. */
  readonly predictions: Int32Array;
}

/** Logits of normalised images, float32 [N, classes], batch by batch. */
export async function predictLogits(
  model: Model,
  count: number,
  batch: number,
  images: (start: number, end: number) => Promise<tf.Tensor4D>,
): Promise<Float32Array> {
  const logits = new Float32Array(count * model.classes);
  for (let start = 0; start < count; start += batch) {
    const end = Math.min(count, start + batch);
    const input = await images(start, end);
    const output = tf.tidy(() => model.forward(input, { training: false }));
    logits.set(await output.data(), start * model.classes);
    input.dispose();
    output.dispose();
  }
  return logits;
}

/** Cross-entropy and arg max of each row, in float64; ties go to the first class, as in PyTorch. */
function scoreLogits(logits: Float32Array, classes: number, labels: ArrayLike<number>): Evaluation {
  const predictions = new Int32Array(labels.length);
  let loss = 0, correct = 0;
  for (let row = 0; row < labels.length; row++) {
    const start = row * classes;
    let best = 0;
    for (let c = 1; c < classes; c++) if (logits[start + c]! > logits[start + best]!) best = c;
    const top = logits[start + best]!;
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(logits[start + c]! - top);
    loss += Math.log(sum) + top - logits[start + labels[row]!]!;
    predictions[row] = best;
    if (best === labels[row]) correct++;
  }
  return { loss: loss / labels.length, accuracy: correct / labels.length, predictions };
}

/**
 * Evaluates a model on some images of a split, without masks or augmentation.
 *
 * @param model in evaluation mode here: running statistics are used and left alone
 * @param indices which images of the split, in the order of the predictions
 * @param batch images per forward pass; it does not change the result beyond rounding
 */
export async function evaluate(
  model: Model,
  split: Split,
  shape: Dataset["shape"],
  indices: Uint32Array,
  batch = 256,
): Promise<Evaluation> {
  const [height, width, channels] = shape;
  const logits = await predictLogits(model, indices.length, batch, async (start, end) => {
    const images = await split.read(indices.subarray(start, end));
    return normalizeAndMask(images, [end - start, height, width, channels]);
  });
  return scoreLogits(logits, model.classes, Array.from(indices, (index) => split.labels[index]!));
}
