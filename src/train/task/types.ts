/** What a network is trained for: its targets, its loss, and how well it does. */
import type { Scalar, Tensor2D } from "@tensorflow/tfjs-core";
import type { DeviceBatch, NetworkKind } from "../../batch.ts";
import type { Split } from "../../data/types.ts";
import type { DetectionScores } from "../../detect/evaluate.ts";
import type { Output } from "../../model/types.ts";

/**
 * What the accuracies in metrics are: the share of right answers; mean average precision of images ranked by class; or
 * that of detections at an overlap of 0.5.
 */
export type Metric = "accuracy" | "map" | "map50";

/** How a model does on a set of images. */
export interface Evaluation {
  /** Mean over the images: cross-entropy in nats, or a detector's loss as in training. */
  readonly loss: number;
  /** By the task's metric, 0 … 1. */
  readonly accuracy: number;
  readonly predictions: Predictions;
  /** Of a detector: average precision by class, and at other overlaps. */
  readonly scores?: DetectionScores;
}

/**
 * What a model answers: the class with the largest logit, int32 [images]; where an image can have several classes, the
 * probability of each, float32 [images, classes]; of a detector its detections, float32 [detections, 7]: image, class,
 * score, left, top, right, bottom, in pixels.
 */
export type Predictions = Int32Array | Float32Array;

/** The numbers of a running epoch that are not the loss; a checkpoint stores them. */
export interface MetricState {
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
export interface RunningMetric<Out extends Output = Output> {
  /** Adds a batch, inside or outside of a scope. */
  add(output: Out, batch: DeviceBatch): void;
  /** Waits for what was added. */
  read(): Promise<MetricState>;
  dispose(): void;
}

/** Collects a network's answers to some images, batch by batch. */
export interface Judge<Out extends Output = Output> {
  /** Adds the next images' output, which stays the caller's; waits until it has come to the host. */
  add(output: Out): Promise<void>;
  /** Judges all answers. */
  result(): Evaluation;
}

/** A task of a network that answers with `Out`: logits, or a detector's levels. */
export interface Task<Out extends Output = Output> {
  readonly kind: NetworkKind;
  readonly metric: Metric;
  /** How bytes become what the network is shown: (x/255 − mean)/std, with 0.5 and 0.5 where it does not say. */
  readonly input?: { readonly mean: number; readonly std: number };
  /** Images per pass of an evaluation; it does not change the result beyond rounding. */
  readonly evaluationBatch: number;
  /** Whether a batch's loss is the mean over its images, or the sum. */
  readonly reduction: "mean" | "sum";
  /** Numbers of a row of predictions and of {@linkcode Task.truth}; undefined where each is one class. */
  readonly columns?: number;
  /**
   * The right answers of some images: int32 [images]; uint8 [images, classes] as {@linkcode Split.multiHot}; or their
   * objects, float32 [objects, 7]: image, class, difficult (1) or not (0), left, top, right, bottom.
   */
  truth(split: Split, indices: Uint32Array): Int32Array | Uint8Array | Float32Array;
  /** The class targets of some images, on the device; none where the objects of the batch are the targets. */
  targets(split: Split, indices: Uint32Array): Pick<DeviceBatch, "targets" | "known">;
  /** The loss of a batch, inside `valueAndGradients`. */
  loss(output: Out, batch: DeviceBatch): Scalar;
  /** The metric of an epoch that starts, or goes on from a checkpoint's numbers; none is taken in training without. */
  running?(from: MetricState): RunningMetric<Out>;
  /** The metric of an epoch's training images, 0 … 1. */
  accuracy?(state: MetricState, images: number): number;
  /** Judges the network's answers to some images, which are given in this order. */
  judge(split: Split, indices: Uint32Array): Judge<Out>;
}

/** A task of a classifier. */
export interface ClassifierTask extends Task<Tensor2D> {
  targets(split: Split, indices: Uint32Array): { readonly targets: Tensor2D; readonly known?: Tensor2D };
  running(from: MetricState): RunningMetric<Tensor2D>;
  accuracy(state: MetricState, images: number): number;
}
