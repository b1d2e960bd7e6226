/** What the training loop takes, tells and stores. */
import type { Variable } from "@tensorflow/tfjs-core";
import type { Augmentation } from "../data/augment/mod.ts";
import type { Dataset } from "../data/types.ts";
import type { TrainingMethod } from "../method/types.ts";
import type { AnyModel, Precision } from "../model/types.ts";
import type { ProgressCallback } from "../progress.ts";
import type { LossScaleState } from "./loss_scale.ts";
import type { MovingAverage } from "./moving_average.ts";
import type { Optimizer } from "./optimizer.ts";
import type { StreamStates } from "./streams.ts";
import type { Answers, Metric, Predictions, Task } from "./task/types.ts";

/** Which epoch a run reports: the last; the best on held-out training images; or the best on the test set. */
export type Selection = "last" | "validation" | "test";

/**
 * One line of metrics.jsonl; losses are means over images, accuracies shares of 1. Where an image has several labels
 * the accuracies are mean average precisions, of detectors those at an overlap of 0.5, and `metric` says so.
 */
export interface EpochMetrics {
  /** 1-based: how many epochs are done. */
  readonly epoch: number;
  /** The share of patches hidden by the schedule in this epoch. */
  readonly ratio: number;
  readonly train_loss: number;
  /** Not of a detector. */
  readonly train_accuracy?: number;
  readonly validation_loss?: number;
  readonly validation_accuracy?: number;
  /** This and the other test figures are missing from epochs that are not evaluated (`evaluateEvery`). */
  readonly test_loss?: number;
  readonly test_accuracy?: number;
  /** Of a detector: the mean over overlaps of 0.5, 0.55 … 0.95. */
  readonly test_map?: number;
  /** Of the epoch's last update. */
  readonly learning_rate: number;
  /** What the accuracies are, where they are no shares of right answers. */
  readonly metric?: Exclude<Metric, "accuracy">;
  /** Pixels per side that the network was shown, where the method changed them. */
  readonly input_size?: number;
  /** How strong the method's augmentation was, where it changes. */
  readonly magnitude?: number;
}

/** The metrics of an epoch that was evaluated. */
export type EvaluatedEpoch = EpochMetrics & Required<Pick<EpochMetrics, "test_loss" | "test_accuracy">>;

/** Whether an epoch was evaluated. */
export const isEvaluated = (metrics: EpochMetrics): metrics is EvaluatedEpoch =>
  metrics.test_accuracy !== undefined && metrics.test_loss !== undefined;

/** How far a run is: epochs done, batches done of the running epoch, and that epoch's sums. */
export interface Position {
  epoch: number;
  step: number;
  lossSum: number;
  correct: number;
}

/** The epoch that a run reports, with its predictions of the test set. */
export interface Selected {
  readonly metrics: EvaluatedEpoch;
  /** Of the test images, in their order. */
  readonly predictions: Predictions;
}

/** All of a run's state but the variables, which the model and the optimizer hold. */
export interface TrainingState {
  position: Position;
  /** State of the streams in the running epoch; undefined at its start. */
  random: StreamStates | undefined;
  /** The answers of the running epoch so far, where the metric ranks them. */
  answers?: Answers | undefined;
  history: EpochMetrics[];
  selected: Selected | undefined;
  /** Of a precision that scales its losses. */
  lossScale?: LossScaleState | undefined;
  method: unknown;
}

/** What `train` needs. */
export interface TrainOptions {
  readonly dataset: Dataset;
  /** What is trained for; what network and data set are made for by default. */
  readonly task?: Task;
  /** Which images of `dataset.train` are trained on. */
  readonly trainIndices: Uint32Array;
  /** Which images of `dataset.train` are held out; empty unless the selection is "validation". */
  readonly validationIndices: Uint32Array;
  /** Which images of `dataset.test` are evaluated, in this order. */
  readonly testIndices: Uint32Array;
  readonly model: AnyModel;
  /** Of the training steps, fp32 by default; evaluation is always fp32. */
  readonly precision?: Precision;
  readonly method: TrainingMethod;
  /** What is trained in a 0-based epoch, where some of the model's parameters are frozen; all by default. */
  readonly parameters?: (epoch: number) => ReadonlyMap<string, Variable>;
  readonly optimizer: Optimizer;
  /** Averages of the weights, which follow every update and are tested instead of the weights; none by default. */
  readonly average?: MovingAverage;
  /** Crop, flip and their like, before the method sees the batch. */
  readonly augment: Augmentation;
  readonly epochs: number;
  /** Evaluates after each epoch whose 1-based number is a multiple of this, and after the last; 1 by default. */
  readonly evaluateEvery?: number;
  readonly batch: number;
  /** Learning rate by 0-based epoch, within it by 0-based step of so many steps, and by parameter where named. */
  readonly learningRate: (epoch: number, step: number, steps: number, parameter?: string) => number;
  readonly selection: Selection;
  readonly seed: number;
  /** Where to start; a fresh state by default. */
  readonly state?: TrainingState;
  /** Whether to store a checkpoint after this step, besides the one at each epoch's end. */
  readonly checkpointDue?: () => boolean;
  /** Stores the state and the variables. */
  readonly checkpoint?: (state: TrainingState) => Promise<void>;
  /** After an epoch that is better than those before by what decides, before its checkpoint; not for "last". */
  readonly selected?: () => Promise<void>;
  /** After each update, for those who measure. */
  readonly stepDone?: () => Promise<void>;
  /** After each epoch's checkpoint. */
  readonly epochDone?: (metrics: EpochMetrics) => Promise<void>;
  /** Told after each update how many are done. */
  readonly onProgress?: ProgressCallback;
}

/** A state from which nothing was done yet. */
export const freshState = (): TrainingState => ({
  position: { epoch: 0, step: 0, lossSum: 0, correct: 0 },
  random: undefined,
  history: [],
  selected: undefined,
  method: undefined,
});
