import * as tf from "@tensorflow/tfjs-core";
import { normalizeAndMask } from "../backend/ops/mod.ts";
import { breathe } from "../breathe.ts";
import type { Dataset, Split } from "../data/types.ts";
import type { ForwardChanges } from "../method/types.ts";
import type { AnyModel, ForwardOptions, Model, Output } from "../model/types.ts";
import type { Evaluation, Task } from "./task/types.ts";

/** Options of {@linkcode evaluate}. */
export interface EvaluationOptions {
  /** Images per forward pass, by default the task's, or fewer if they are large; it affects only rounding. */
  readonly batch?: number;
  /** The training method's changes to the forward pass. */
  readonly forward?: ForwardChanges;
}

/** The most pixels of a forward pass, as activations take some hundred bytes per pixel. */
const PASS_PIXELS = 2 ** 21;

/** Passes a model's output for each batch of normalised images to `read`, then frees input and output. */
async function forEachBatch<Out extends Output>(
  model: { forward(images: tf.Tensor4D, options: ForwardOptions): Out },
  count: number,
  { batch, forward = {} }: EvaluationOptions & { readonly batch: number },
  images: (start: number, end: number) => Promise<tf.Tensor4D>,
  read: (output: Out, start: number) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < count; start += batch) {
    const input = await images(start, Math.min(count, start + batch));
    const output = tf.tidy(() => model.forward(input, { training: false, ...forward }));
    await read(output, start);
    tf.dispose([input, output]);
    await breathe();
  }
}

/** Computes the logits of normalised images, float32 [count, classes], batch by batch. */
export async function predictLogits(
  model: Model,
  count: number,
  batch: number,
  images: (start: number, end: number) => Promise<tf.Tensor4D>,
): Promise<Float32Array> {
  const logits = new Float32Array(count * model.classes);
  await forEachBatch(model, count, { batch }, images, async (output, start) => {
    logits.set(await output.data(), start * model.classes);
  });
  return logits;
}

/**
 * Evaluates a model on images of a split, without masks or augmentation.
 *
 * @param model the model, which runs in evaluation mode: running statistics are used but not updated
 * @param task the task that judges the model's output
 * @param indices the images of the split, in the order of the predictions
 * @returns loss, accuracy by the task's metric, and predictions
 */
export async function evaluate(
  model: AnyModel,
  task: Task,
  split: Split,
  shape: Dataset["shape"],
  indices: Uint32Array,
  options: EvaluationOptions = {},
): Promise<Evaluation> {
  const [height, width, channels] = shape, judge = task.judge(split, indices);
  let buffer: Uint8Array | undefined;
  await forEachBatch<Output>(
    model,
    indices.length,
    {
      batch: Math.max(1, Math.min(task.evaluationBatch, Math.floor(PASS_PIXELS / (height * width)))),
      ...options,
    },
    async (start, end) => {
      const images = await split.read(indices.subarray(start, end), buffer);
      buffer ??= images;
      return normalizeAndMask(images, [end - start, height, width, channels], task.input);
    },
    (output) => judge.add(output),
  );
  return judge.result();
}
