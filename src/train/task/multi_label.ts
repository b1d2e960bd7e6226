/** Multi-label classification: a sigmoid per class, binary cross-entropy, mean average precision. */
import * as tf from "@tensorflow/tfjs-core";
import { differentiable } from "../../backend/autograd.ts";
import { sigmoidCrossEntropy } from "../../backend/ops/mod.ts";
import type { Split } from "../../data/types.ts";
import { InputError } from "../../errors.ts";
import { classTargets } from "../../method/for_classifiers.ts";
import { meanAveragePrecision, UNKNOWN } from "./average_precision.ts";
import { collectAnswers } from "./collect_answers.ts";
import { collectLogits, LOGITS_BATCH } from "./collect_logits.ts";
import type { ClassifierTask, Evaluation } from "./types.ts";

/** Creates the task of predicting which classes are in an image. */
export function multiLabel(classes: number): ClassifierTask {
  return {
    kind: "classifier",
    metric: "map",
    evaluationBatch: LOGITS_BATCH,
    reduction: "mean",
    columns: classes,
    truth: (split, indices) => labelsOf(split, indices, classes),
    targets: (split, indices) => targetsOf(labelsOf(split, indices, classes), classes),
    loss(logits, batch) {
      const targets = classTargets(batch), { known } = batch;
      return known === undefined
        ? sigmoidCrossEntropy(logits, targets)
        : knownCrossEntropy(logits, targets, known);
    },
    running: ({ answers }) => collectAnswers(answers),
    accuracy: ({ answers }) => answers === undefined ? 0 : meanAveragePrecision(answers, classes),
    judge: (split, indices) =>
      collectLogits(
        indices.length,
        classes,
        (logits) => judgeLogits(logits, labelsOf(split, indices, classes), classes),
      ),
  };
}

/** Returns the rows of `multiHot` for some images. */
function labelsOf({ multiHot }: Split, indices: Uint32Array, classes: number): Uint8Array {
  if (multiHot === undefined) {
    throw new InputError("The training images have several labels each, but the test images have one");
  }
  const labels = new Uint8Array(indices.length * classes);
  indices.forEach((index, row) =>
    labels.set(multiHot.subarray(index * classes, (index + 1) * classes), row * classes)
  );
  return labels;
}

function targetsOf(labels: Uint8Array, classes: number) {
  const shape: [number, number] = [labels.length / classes, classes];
  const targets = tf.tensor2d(Float32Array.from(labels, (label) => label === 1 ? 1 : 0), shape);
  if (!labels.includes(UNKNOWN)) return { targets };
  return {
    targets,
    known: tf.tensor2d(Float32Array.from(labels, (label) => label === UNKNOWN ? 0 : 1), shape),
  };
}

/** Computes the mean over known targets; 0 if none is known. */
const knownCrossEntropy = differentiable(
  (x: tf.Tensor2D, t: tf.Tensor2D, known: tf.Tensor2D): tf.Scalar => {
    // max(x, 0) − x·t + log(1 + exp(−|x|)) is −t·log σ(x) − (1 − t)·log(1 − σ(x)), exact for large logits
    // too.
    const each = tf.add(tf.sub(tf.relu(x), tf.mul(x, t)), tf.log1p(tf.exp(tf.neg(tf.abs(x)))));
    return tf.div(tf.sum(tf.mul(each, known)), tf.maximum(tf.sum(known), 1));
  },
  (upstream, x, t, known) => {
    const share = tf.div(known, tf.maximum(tf.sum(known), 1));
    return [tf.mul(upstream, tf.mul(share, tf.sub(tf.sigmoid(x), t))), undefined, undefined];
  },
);

/** Computes the mean binary cross-entropy of known labels in float64, and the probability of each class. */
function judgeLogits(logits: Float32Array, labels: Uint8Array, classes: number): Evaluation {
  let loss = 0, known = 0;
  labels.forEach((label, k) => {
    if (label === UNKNOWN) return;
    const x = logits[k]!;
    loss += Math.max(x, 0) - x * label + Math.log1p(Math.exp(-Math.abs(x)));
    known++;
  });
  const predictions = Float32Array.from(logits, (x) => 1 / (1 + Math.exp(-x)));
  const accuracy = meanAveragePrecision({ scores: predictions, labels }, classes);
  return { loss: loss / Math.max(known, 1), accuracy, predictions };
}
