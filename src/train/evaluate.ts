import * as tf from "@tensorflow/tfjs-core";
import { normalizeAndMask } from "../backend/ops/mod.ts";
import type { Dataset, Split } from "../data/types.ts";
import type { ForwardChanges } from "../method/types.ts";
import type { AnyModel, Model } from "../model/types.ts";
import type { Evaluation, Task } from "./task/types.ts";

/** How images are put through a model. */
export interface EvaluationOptions {
  /** Images per forward pass, as the task has it by default; it does not change the result beyond rounding. */
  readonly batch?: number;
  /** What the method that the model was trained with put into its forward pass. */
  readonly forward?: ForwardChanges;
}

/** Logits of normalised images, float32 [count, classes], batch by batch. */
export async function predictLogits(
  model: Model,
  count: number,
  batch: number,
  images: (start: number, end: number) => Promise<tf.Tensor4D>,
  forward: ForwardChanges = {},
): Promise<Float32Array> {
  const logits = new Float32Array(count * model.classes);
  for (let start = 0; start < count; start += batch) {
    const end = Math.min(count, start + batch);
    const input = await images(start, end);
    const output = tf.tidy(() => model.forward(input, { training: false, ...forward }));
    logits.set(await output.data(), start * model.classes);
    input.dispose();
    output.dispose();
  }
  return logits;
}

/**
 * Evaluates a model on some images of a split, without masks or augmentation.
 *
 * @param model in evaluation mode here: running statistics are used and left alone
 * @param task what the answers are judged by
 * @param indices which images of the split, in the order of the predictions
 * @returns loss, accuracy by the task's metric, and predictions
 */
export async function evaluate(
  model: AnyModel,
  task: Task,
  split: Split,
  shape: Dataset["shape"],
  indices: Uint32Array,
  { batch = task.evaluationBatch, forward = {} }: EvaluationOptions = {},
): Promise<Evaluation> {
  const [height, width, channels] = shape, judge = task.judge(split, indices);
  for (let start = 0; start < indices.length; start += batch) {
    const own = indices.subarray(start, start + batch);
    const images = normalizeAndMask(await split.read(own), [own.length, height, width, channels], task.input);
    const output = tf.tidy(() => model.forward(images, { training: false, ...forward }));
    await judge.add(output);
    tf.dispose([images, output]);
  }
  return judge.result();
}
