/** Types of tasks: a network's targets, loss and metric. */
import type { Scalar, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { DeviceBatch, NetworkKind } from "../../batch.ts";
import type { Split } from "../../data/types.ts";
import type { DetectionScores } from "../../detect/evaluate.ts";
import type { Output } from "../../model/types.ts";

/**
 * The metric behind accuracies: "accuracy", the share of correct predictions; "map", mean average precision
 * of images ranked by class; "map50", that of detections at an overlap of 0.5.
 */
export type Metric = "accuracy" | "map" | "map50";

/** The result of a model on a set of images. */
export interface Evaluation {
  /** The mean loss over the images: cross-entropy in nats, or a detector's training loss. */
  readonly loss: number;
  /** The task's metric, 0 … 1. */
  readonly accuracy: number;
  readonly predictions: Predictions;
  /**
   * The probability of each predicted class in whole percent, uint8 [images]; only for single labels.
   */
  readonly confidences?: Uint8Array;
  /** Average precision by class and at other overlaps; only for detectors. */
  readonly scores?: DetectionScores;
}

/**
 * Predictions of a model: for single labels the class with the largest logit, int32 [images]; for multiple
 * labels the probability of each class, float32 [images, classes]; for detectors float32 [detections, 7]:
 * image, class, score, left, top, right, bottom, in pixels.
 */
export type Predictions = Int32Array | Float32Array;

/** The state of an epoch's running metric, which a checkpoint stores. */
export interface MetricState {
  /** The number of correct predictions; 0 if the metric does not count them. */
  readonly correct: number;
  /** All predictions so far, if the metric ranks them. */
  readonly answers?: Answers | undefined;
}

/** Predictions of a network, with the true labels. */
export interface Answers {
  /** Scores, float32 [images, classes]. */
  readonly scores: Float32Array;
  /** Labels as in {@linkcode Split.multiHot}, uint8 [images, classes]. */
  readonly labels: Uint8Array;
}

/** The running metric of an epoch. It stays on the device, so that no step waits for a download. */
export interface RunningMetric<Out extends Output = Output> {
  /** Adds a batch, inside or outside of a `tf.tidy`. */
  add(output: Out, batch: DeviceBatch): void;
  /** Downloads the state. */
  read(): Promise<MetricState>;
  dispose(): void;
}

/** A judge that collects a network's output for some images, batch by batch. */
export interface Judge<Out extends Output = Output> {
  /** Downloads and adds the next images' output; the caller keeps the tensors. */
  add(output: Out): Promise<void>;
  /** Judges all outputs. */
  result(): Evaluation;
}

/** A task of a network with output `Out`: logits, or a detector's levels. */
export interface Task<Out extends Output = Output> {
  readonly kind: NetworkKind;
  readonly metric: Metric;
  /** The normalisation of the network's input: (x/255 − mean)/std; both are 0.5 by default. */
  readonly input?: { readonly mean: number; readonly std: number };
  /** Images per forward pass in an evaluation; it affects only rounding. */
  readonly evaluationBatch: number;
  /** The reduction of a batch's loss over its images. */
  readonly reduction: "mean" | "sum";
  /**
   * The length of a row of predictions and of {@linkcode Task.truth}; undefined if each is a single class.
   */
  readonly columns?: number;
  /**
   * Returns the truth for some images: int32 [images]; uint8 [images, classes] as in {@linkcode
   * Split.multiHot}; or their objects, float32 [objects, 7]: image, class, difficult (1) or not (0), left,
   * top, right, bottom.
   */
  truth(split: Split, indices: Uint32Array): Int32Array | Uint8Array | Float32Array;
  /** Uploads the class targets of some images; none if the objects of the batch are the targets. */
  targets(split: Split, indices: Uint32Array): Pick<DeviceBatch, "targets" | "known">;
  /** Computes the loss of a batch, inside `valueAndGradients`. */
  loss(output: Out, batch: DeviceBatch): Scalar;
  /** The loss of each image, [B], inside `valueAndGradients`; a detector has none. */
  losses?(output: Out, batch: DeviceBatch): Tensor1D;
  /** Starts or resumes the metric of a training epoch; without it none is measured. */
  running?(from: MetricState): RunningMetric<Out>;
  /** Computes the metric of an epoch's training images, 0 … 1. */
  accuracy?(state: MetricState, images: number): number;
  /** Creates a judge of the network's output for some images, given in this order. */
  judge(split: Split, indices: Uint32Array): Judge<Out>;
}

/** A task of a classifier. */
export interface ClassifierTask extends Task<Tensor2D> {
  targets(split: Split, indices: Uint32Array): { readonly targets: Tensor2D; readonly known?: Tensor2D };
  running(from: MetricState): RunningMetric<Tensor2D>;
  accuracy(state: MetricState, images: number): number;
}
