/** What a network is trained for: its targets, its loss, and how well it does. */
import type { Scalar, Tensor2D } from "@tensorflow/tfjs-core";
import type { Split } from "../../data/types.ts";
import type { DeviceBatch } from "../../method/types.ts";

/** What the accuracies in metrics are: the share of right answers, or mean average precision. */
export type Metric = "accuracy" | "map";

/** How a model does on a set of images. */
export interface Evaluation {
  /** Mean cross-entropy, in nats. */
  readonly loss: number;
  /** By the task's metric, 0 … 1. */
  readonly accuracy: number;
  readonly predictions: Predictions;
}

/**
 * What a model answers: the class with the largest logit, int32 [images]; or, where an image can have several
 * classes, the probability of each, float32 [images, classes].
 */
export type Predictions = Int32Array | Float32Array;

/** The numbers of a running epoch that are not the loss; a checkpoint stores them. */
export interface Progress {
  /** How many answers were right; 0 where the metric does not count them. */
  readonly correct: number;
  /** All answers so far, where the metric ranks them. */
  readonly answers?: Answers | undefined;
}

/** Answers of a network, with what they should have been. */
export interface Answers {
  /** float32 [images, classes]. */
  readonly scores: Float32Array;
  /** As {@linkcode Split.multiHot}, uint8 [images, classes]. */
  readonly labels: Uint8Array;
}

/** The running metric of an epoch. It stays on the device, so that no step waits for a number to come back. */
export interface RunningMetric {
  /** Adds a batch, inside or outside of a scope. */
  add(logits: Tensor2D, batch: DeviceBatch): void;
  /** Waits for what was added. */
  read(): Promise<Progress>;
  dispose(): void;
}

/** A task of a network with one logit per class. */
export interface Task {
  readonly metric: Metric;
  /** The right answers of some images: int32 [images], or uint8 [images, classes] as {@linkcode Split.multiHot}. */
  truth(split: Split, indices: Uint32Array): Int32Array | Uint8Array;
  /** The targets of some images, on the device. */
  targets(split: Split, indices: Uint32Array): Pick<DeviceBatch, "targets" | "known">;
  /** The mean loss of a batch, inside `valueAndGradients`. */
  loss(logits: Tensor2D, batch: DeviceBatch): Scalar;
  /** The metric of an epoch that starts, or goes on from a checkpoint's numbers. */
  running(from: Progress): RunningMetric;
  /** The metric of an epoch's training images, 0 … 1. */
  accuracy(progress: Progress, images: number): number;
  /** Judges the logits of some images, float32 [indices.length, classes]. */
  judge(logits: Float32Array, split: Split, indices: Uint32Array): Evaluation;
}
