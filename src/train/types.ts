/** Types of the training loop: its options, metrics and state. */
import type { Variable } from "@tensorflow/tfjs-core";
import type { Precision } from "../backend/precision.ts";
import type { Augmentation } from "../data/augment/mod.ts";
import type { Dataset } from "../data/types.ts";
import type { TrainingMethod } from "../method/types.ts";
import type { AnyModel } from "../model/types.ts";
import type { ProgressCallback } from "../progress.ts";
import type { LossScaleState } from "./loss_scale.ts";
import type { MovingAverage } from "./moving_average.ts";
import type { Optimizer } from "./optimizer.ts";
import type { StreamStates } from "./streams.ts";
import type { Answers, Metric, Predictions, Task } from "./task/types.ts";

/**
 * The epoch that a run reports: the last; the best on held-out training images; or the best on the test set.
 */
export type Selection = "last" | "validation" | "test";

/**
 * A line of metrics.jsonl; losses are means over images, accuracies shares of 1. For multiple labels and
 * detectors (at an overlap of 0.5) accuracies are mean average precisions, as stated by `metric`.
 */
export interface EpochMetrics {
  /** The 1-based number of the epoch. */
  readonly epoch: number;
  /** The share of patches hidden by the schedule in this epoch. */
  readonly ratio: number;
  readonly train_loss: number;
  /** Training accuracy; missing for detectors. */
  readonly train_accuracy?: number;
  readonly validation_loss?: number;
  readonly validation_accuracy?: number;
  /**
   * Test loss; this and the other test figures are missing if the epoch was not evaluated (`evaluateEvery`).
   */
  readonly test_loss?: number;
  readonly test_accuracy?: number;
  /** Mean average precision over overlaps of 0.5, 0.55 … 0.95; only for detectors. */
  readonly test_map?: number;
  /** Learning rate of the epoch's last update. */
  readonly learning_rate: number;
  /** The metric of the accuracies, if they are not shares of correct predictions. */
  readonly metric?: Exclude<Metric, "accuracy">;
  /** Images trained on, where the method selects among them. */
  readonly train_images?: number;
  /** Pixels per side of the network's input, if the method changed it. */
  readonly input_size?: number;
  /** Strength of the method's augmentation, if it varies. */
  readonly magnitude?: number;
}

/** The metrics of an epoch that was evaluated. */
export type EvaluatedEpoch = EpochMetrics & Required<Pick<EpochMetrics, "test_loss" | "test_accuracy">>;

/** Returns whether an epoch was evaluated. */
export const isEvaluated = (metrics: EpochMetrics): metrics is EvaluatedEpoch =>
  metrics.test_accuracy !== undefined && metrics.test_loss !== undefined;

/** The position of a run: finished epochs, finished steps of the current epoch, and that epoch's sums. */
export interface Position {
  epoch: number;
  step: number;
  lossSum: number;
  correct: number;
  /** Images trained on so far in the running epoch, where the method selects. */
  images?: number;
}

/** The epoch that a run reports, with its predictions of the test set. */
export interface Selected {
  readonly metrics: EvaluatedEpoch;
  /** Predictions for the test images, in order. */
  readonly predictions: Predictions;
  /** The probability of each predicted class in whole percent; only for single labels. */
  readonly confidences?: Uint8Array;
}

/** All of a run's state except the variables of the model and the optimizer. */
export interface TrainingState {
  position: Position;
  /** State of the streams in the current epoch; undefined at its start. */
  random: StreamStates | undefined;
  /** Predictions of the current epoch so far, if the metric ranks them. */
  answers?: Answers | undefined;
  history: EpochMetrics[];
  selected: Selected | undefined;
  /** State of the loss scaling, if the precision needs one. */
  lossScale?: LossScaleState | undefined;
  method: unknown;
}

/** Where an epoch's wall time went, in seconds; checkpoints are in neither. */
export interface EpochSeconds {
  /** All steps, with making their batches. */
  readonly training: number;
  /** The test set and the held-out images; 0 where the epoch was not evaluated. */
  readonly evaluation: number;
}

/** Options of `train`. */
export interface TrainOptions {
  readonly dataset: Dataset;
  /** The task; by default that of the network and the data set. */
  readonly task?: Task;
  /** Indices of the training images in `dataset.train`. */
  readonly trainIndices: Uint32Array;
  /** Indices of the held-out images in `dataset.train`; empty unless the selection is "validation". */
  readonly validationIndices: Uint32Array;
  /** Indices of the evaluated images in `dataset.test`, in this order. */
  readonly testIndices: Uint32Array;
  readonly model: AnyModel;
  /** Precision of the training steps, fp32 by default; evaluation is always fp32. */
  readonly precision?: Precision;
  readonly method: TrainingMethod;
  /** Returns the parameters to train in a 0-based epoch, if some are frozen; all by default. */
  readonly parameters?: (epoch: number) => ReadonlyMap<string, Variable>;
  readonly optimizer: Optimizer;
  /** Moving average of the weights (EMA), which is evaluated instead of the weights; none by default. */
  readonly average?: MovingAverage | undefined;
  /** The recipe's augmentation, such as crop and flip, before the method sees the batch. */
  readonly augment: Augmentation;
  readonly epochs: number;
  /** The interval of evaluations in epochs; the last epoch is always evaluated. 1 by default. */
  readonly evaluateEvery?: number;
  readonly batch: number;
  /** Returns the learning rate by 0-based epoch, 0-based step, steps per epoch, and parameter if named. */
  readonly learningRate: (epoch: number, step: number, steps: number, parameter?: string) => number;
  readonly selection: Selection;
  readonly seed: number;
  /** The state to start from; a fresh one by default. */
  readonly state?: TrainingState | undefined;
  /** Returns whether to store a checkpoint after this step, in addition to those at the end of each epoch. */
  readonly checkpointDue?: () => boolean;
  /** Stores the state and the variables. */
  readonly checkpoint?: (state: TrainingState) => Promise<void>;
  /**
   * Called before the checkpoint when an epoch improves the selection metric; never when `selection` is
   * "last".
   */
  readonly selected?: () => Promise<void>;
  /** Called after each update, for measurements. */
  readonly stepDone?: () => Promise<void>;
  /** Called after each epoch's checkpoint with its metrics and the time since this process began the epoch. */
  readonly epochDone?: (metrics: EpochMetrics, seconds: EpochSeconds) => Promise<void>;
  /** Called after each update with the number of finished updates. */
  readonly onProgress?: ProgressCallback | undefined;
}

/** Returns the state at the start of a training. */
export const freshState = (): TrainingState => ({
  position: { epoch: 0, step: 0, lossSum: 0, correct: 0 },
  random: undefined,
  history: [],
  selected: undefined,
  method: undefined,
});
