/** Single-label classification: softmax, cross-entropy, accuracy. */
import * as tf from "@tensorflow/tfjs-core";
import { softmaxCrossEntropies, softmaxCrossEntropy } from "../../backend/ops/mod.ts";
import type { Split } from "../../data/types.ts";
import { UsageError } from "../../errors.ts";
import { classTargets } from "../../method/for_classifiers.ts";
import { DeviceSum } from "../device_sum.ts";
import { collectLogits, LOGITS_BATCH } from "./collect_logits.ts";
import type { ClassifierTask, Evaluation, RunningMetric } from "./types.ts";

/**
 * Creates the task of predicting an image's class.
 *
 * @param classes the number of classes
 * @param labelSmoothing the share of the target that is spread evenly over all classes during training, 0 ≤
 * share < 1, as in torch.nn.CrossEntropyLoss
 * @throws {UsageError} on a share out of range
 */
export function classification(classes: number, labelSmoothing = 0): ClassifierTask {
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new UsageError(
      `Cannot smooth labels by ${labelSmoothing}: give a share of at least 0 and below 1`,
    );
  }
  return {
    kind: "classifier",
    metric: "accuracy",
    evaluationBatch: LOGITS_BATCH,
    reduction: "mean",
    truth: labelsOf,
    targets: (split, indices) => ({ targets: oneHot(labelsOf(split, indices), classes, labelSmoothing) }),
    loss: (logits, batch) => softmaxCrossEntropy(logits, classTargets(batch)),
    losses: (logits, batch) => softmaxCrossEntropies(logits, classTargets(batch)),
    running: ({ correct }) => countCorrect(correct),
    accuracy: ({ correct }, images) => correct / images,
    judge: (split, indices) =>
      collectLogits(
        indices.length,
        classes,
        (logits) => judgeLogits(logits, classes, labelsOf(split, indices)),
      ),
  };
}

const labelsOf = ({ labels }: Split, indices: Uint32Array): Int32Array =>
  Int32Array.from(indices, (index) => labels[index]!);

/** Converts labels to probabilities, float32 [labels, classes]. */
function oneHot(labels: Int32Array, classes: number, smoothing: number): tf.Tensor2D {
  const rest = smoothing / classes;
  const values = new Float32Array(labels.length * classes).fill(rest);
  labels.forEach((label, row) => values[row * classes + label] = 1 - smoothing + rest);
  return tf.tensor2d(values, [labels.length, classes]);
}

/** Counts correct predictions: those whose largest logit is at the largest target, mixed or not. */
function countCorrect(from: number): RunningMetric<tf.Tensor2D> {
  const sum = new DeviceSum(from);
  return {
    add: (logits, batch) =>
      sum.add(() =>
        tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), tf.argMax(classTargets(batch), 1)), "float32"))
      ),
    read: async () => ({ correct: Math.round(await sum.read()) }),
    dispose: () => sum.dispose(),
  };
}

/** Computes cross-entropy and arg max of each row in float64; ties go to the first class, as in PyTorch. */
function judgeLogits(logits: Float32Array, classes: number, labels: Int32Array): Evaluation {
  const predictions = new Int32Array(labels.length), confidences = new Uint8Array(labels.length);
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
    confidences[row] = Math.round(100 / sum);
    if (best === labels[row]) correct++;
  }
  return { loss: loss / labels.length, accuracy: correct / labels.length, predictions, confidences };
}
