/**
 * The hooks of a training method. One loop (`src/train/`) runs every method through its hooks, never by name.
 */
import type { Scalar, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { DeviceBatch, HostBatch, NetworkKind, PatchMask } from "../batch.ts";
import type { Dataset } from "../data/types.ts";
import type { ForwardOptions } from "../model/types.ts";
import type { OptionTable, OptionValues } from "../options.ts";
import type { ProgressCallback } from "../progress.ts";
import type { RandomStream } from "../random.ts";

export type * from "../batch.ts";

/** The context passed to a method once, before training. */
export interface PrepareContext {
  readonly dataset: Dataset;
  /** Indices into `dataset.train` used in training. */
  readonly trainIndices: Uint32Array;
  readonly epochs: number;
  /** The cache folder, for salience and the like. */
  readonly cacheDir: string;
  /** Receives the progress: items done, total, and a description. */
  readonly onProgress?: ProgressCallback | undefined;
}

/** The position in training, for hooks that must work without preparation too. */
export interface EpochContext {
  /** 0-based. */
  readonly epoch: number;
  readonly epochs: number;
}

/**
 * Changes of the network's forward pass by a method. Functions must use operations of `src/backend/ops`
 * wherever a gradient flows, and hold no tensors: all tensors they create are freed.
 */
export type ForwardChanges = Pick<ForwardOptions, "afterConvolution">;

/** A method's decisions at the start of an epoch. */
export interface EpochPlan {
  /** The share of hidden patches, for the log; 0 if none are hidden. */
  readonly ratio: number;
  /**
   * Pixels per side of this epoch's training images, if the method changes it: its `batch` hook resizes them,
   * and the loop checks the size. Evaluation always uses full images.
   */
  readonly inputSize?: number | undefined;
  /** Strength of the method's augmentation in this epoch, on its own scale; for the log. */
  readonly magnitude?: number | undefined;
}

/** The context of a step, before its images are read. */
export interface StepContext extends EpochContext {
  /** 0-based within the epoch. */
  readonly step: number;
  /** Steps per epoch. */
  readonly steps: number;
  readonly random: RandomStream;
  /**
   * Evaluates the current network on the step's stored images.
   *
   * @returns the loss of each image, [images of the step]; for a classifier, exp(−loss) is the probability of
   * its class
   */
  losses(): Promise<Float32Array>;
}

/** The images of a step selected for training. */
export interface StepSelection {
  /** Indices into `dataset.train`, a subset of the step's; an empty selection skips the step. */
  readonly indices: Uint32Array;
  /**
   * The weight of each image's loss, [indices]; 1 by default. The batch's loss is the mean of the weighted
   * losses.
   */
  readonly weights?: Float32Array | undefined;
}

/** The ingredients of a loss, within the scope of the step's gradients. */
export interface LossContext {
  /** The loss of each image, [B]. */
  readonly losses: Tensor1D;
  /** The weights from `select`, [B]; undefined if it gave none. */
  readonly weights: Tensor1D | undefined;
  /** The network's output, [B, classes]. */
  readonly logits: Tensor2D;
  readonly batch: DeviceBatch;
  /**
   * Runs another forward pass in training mode, which also updates the running statistics of batch
   * normalisation.
   */
  forward(images: Tensor4D): Tensor2D;
  /** Computes the loss of each image for other targets, [B]. No gradient flows to the targets. */
  lossesOf(logits: Tensor2D, targets: Tensor2D): Tensor1D;
}

/** The context of the next update. */
export interface UpdateContext extends EpochContext {
  /** 0-based within the epoch. */
  readonly step: number;
  /** Updates per epoch. */
  readonly steps: number;
  /** The recipe's scheduled learning rate for this update. */
  readonly learningRate: number;
  /** The names of the network's parameters, in state_dict order. */
  readonly parameters: readonly string[];
}

/**
 * A training method: every hook is optional; they are called in this order. Each hook gets its own random
 * stream, determined by seed, epoch and step.
 */
export interface TrainingMethod {
  /** The resolved specification, as on the command line: "cbm:schedule=linear-repeat,max=0.4". */
  readonly name: string;
  /** Throws a UsageError on an unsupported kind of network; called before anything is loaded. */
  check?(kind: NetworkKind): void;
  /**
   * Prepares the method once before training, for example by computing salience (cached).
   *
   * @returns the hooks of the prepared method, which replace these and need no hidden state; or nothing
   */
  prepare?(context: PrepareContext): Promise<MethodHooks | void>;
  /** Selects and weights a step's images, at its start. By default all are used with equal weight. */
  select?(indices: Uint32Array, context: StepContext): StepSelection | Promise<StepSelection>;
  /**
   * Returns changes of the network's forward pass, at the start of an epoch, for its steps and for every
   * evaluation of the resulting weights. Must depend on its argument alone: evaluation calls it without
   * `prepare`.
   */
  model?(context: EpochContext): ForwardChanges;
  /** Plans an epoch (0-based) at its start: schedules advance here. */
  epoch?(epoch: number): EpochPlan;
  /**
   * Augments the uint8 batch on the host (crop, flip …) and records the geometry. Must not modify `original`.
   */
  augment?(batch: HostBatch, random: RandomStream): HostBatch;
  /** Chooses the patches to keep; the loop applies the mask while it normalises. */
  mask?(batch: HostBatch, random: RandomStream): PatchMask | undefined;
  /**
   * Transforms images and targets on the device (mixing, blur …). Runs in a scope: tensors it does not return
   * are freed.
   */
  batch?(batch: DeviceBatch, random: RandomStream): DeviceBatch;
  /**
   * Computes the loss of a batch from those of its images, using operations of `src/backend/ops` wherever a
   * gradient flows. The (weighted) mean by default. Not called for detectors, which have no per-image loss.
   */
  loss?(context: LossContext): Scalar;
  /** Receives, after each update, the loss of each image in it, as computed before the update. */
  observe?(indices: Uint32Array, losses: Float32Array): void;
  /**
   * Returns learning rates by parameter name, before each update; parameters left out keep the recipe's rate.
   */
  step?(context: UpdateContext): ReadonlyMap<string, number> | undefined;
  /** Returns the method's own state for a checkpoint, as plain JSON. */
  state?(): unknown;
  /** Restores the result of `state`. */
  restore?(state: unknown): void;
}

/** A decision that only one method of a composition can make. */
export type Exclusive =
  | "the loss"
  | "the input size"
  | "the learning rates"
  | "the strength of the augmentation";

/** A part of a data set that a method may require and not every data set has. */
export type Need = keyof Pick<Dataset, "superclasses">;

/** The hooks of a method, as created by its definition. */
export type MethodHooks = Omit<TrainingMethod, "name">;

/** The declaration of a method: a registry entry, or the default export of your own file. */
export interface MethodDefinition<T extends OptionTable = OptionTable> {
  readonly name: string;
  /** One line for `--help` and error messages. */
  readonly summary: string;
  readonly options: T;
  /** Exclusive decisions; two methods that share one cannot be combined. */
  readonly exclusive?: readonly Exclusive[];
  /** Names the parts that the data set must have. */
  needs?(options: OptionValues<T>): readonly Need[];
  /** Names the salience measure or probability file that guides the masking. */
  salience?(options: OptionValues<T>): string;
  /** Fills in options whose default depends on others, so that `config.json` names them all. */
  complete?(options: OptionValues<T>): object;
  /** Creates the hooks from checked options. */
  create(options: OptionValues<T>): MethodHooks;
}
