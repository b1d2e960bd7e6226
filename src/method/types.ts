/** The hooks of a training method. One loop (`src/train/`) runs every method; it knows hooks, not names. */
import type { Scalar, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { DeviceBatch, HostBatch, NetworkKind, PatchMask } from "../batch.ts";
import type { Dataset } from "../data/types.ts";
import type { ForwardOptions } from "../model/types.ts";
import type { OptionTable, OptionValues } from "../options.ts";
import type { ProgressCallback } from "../progress.ts";
import type { RandomStream } from "../random.ts";

export type * from "../batch.ts";

/** What a method is told once, before training. */
export interface PrepareContext {
  readonly dataset: Dataset;
  /** Indices into `dataset.train` that are trained on. */
  readonly trainIndices: Uint32Array;
  readonly epochs: number;
  /** Where salience and its like are cached. */
  readonly cacheDir: string;
  /** Told how far the work is: done of total, and what is being done. */
  readonly onProgress?: ProgressCallback | undefined;
}

/** Which epoch, for what is the same whether the method was prepared and trained with or not. */
export interface EpochContext {
  /** 0-based. */
  readonly epoch: number;
  readonly epochs: number;
}

/**
 * What a method puts into the network's forward pass. Its functions are made of the operations of
 * `src/backend/ops`, where a gradient flows through them, and hold no tensors: what they create is freed.
 */
export type ForwardChanges = Pick<ForwardOptions, "afterConvolution">;

/** What a method decides at the start of an epoch. */
export interface EpochPlan {
  /** The share of patches that is hidden, for the log; 0 where nothing is. */
  readonly ratio: number;
  /**
   * Pixels per side of the images that the network is shown in this epoch's steps, where the method changes them:
   * its `batch` makes them so, and the loop checks. Tests always show whole images.
   */
  readonly inputSize?: number | undefined;
  /** How strong the method's augmentation is in this epoch, on its own scale; for the log. */
  readonly magnitude?: number | undefined;
}

/** A step, before its images are read. */
export interface StepContext extends EpochContext {
  /** 0-based within the epoch. */
  readonly step: number;
  /** Steps of an epoch. */
  readonly steps: number;
  readonly random: RandomStream;
  /**
   * Evaluates the network as it is on the step's images as they are stored.
   *
   * @returns the loss of each image, [images of the step]; of a classifier the probability of its class is exp(−loss)
   */
  losses(): Promise<Float32Array>;
}

/** The images of a step that are trained on. */
export interface StepSelection {
  /** Indices into `dataset.train`, among those of the step; none skips the step. */
  readonly indices: Uint32Array;
  /** The weight of each image's loss, [indices]; 1 by default. The batch's loss is the mean of the weighted ones. */
  readonly weights?: Float32Array | undefined;
}

/** What a loss is made of; inside the scope of the step's gradients. */
export interface LossContext {
  /** The loss of each image, [B]. */
  readonly losses: Tensor1D;
  /** The weights that `select` gave, [B]; undefined where it gave none. */
  readonly weights: Tensor1D | undefined;
  /** What the network answered, [B, classes]. */
  readonly logits: Tensor2D;
  readonly batch: DeviceBatch;
  /** Runs another training pass of the network, which updates the running statistics of its batch normalisation too. */
  forward(images: Tensor4D): Tensor2D;
  /** Computes the loss of each image against other targets, [B]. No gradient flows to the targets. */
  lossesOf(logits: Tensor2D, targets: Tensor2D): Tensor1D;
}

/** The update that is about to be made. */
export interface UpdateContext extends EpochContext {
  /** 0-based within the epoch. */
  readonly step: number;
  /** Updates of an epoch. */
  readonly steps: number;
  /** What the schedule of the recipe gives for this update. */
  readonly learningRate: number;
  /** The names of the network's parameters, in the order of its state_dict. */
  readonly parameters: readonly string[];
}

/**
 * A training method: every hook is optional; they are called in this order. A stream of random numbers is the
 * hook's own, and a function of seed, epoch and step.
 */
export interface TrainingMethod {
  /** As written on the command line, resolved: "cbm:schedule=linear-repeat,max=0.4". */
  readonly name: string;
  /** Before anything is loaded: throws a UsageError on a kind of network that it does not work with. */
  check?(kind: NetworkKind): void;
  /**
   * Once before training, e.g. salience (cached).
   *
   * @returns the hooks of the prepared method, which need no hidden state, in place of these; or nothing
   */
  prepare?(context: PrepareContext): Promise<MethodHooks | void>;
  /** Start of a step: chooses among its images, and weighs them. All are trained on alike by default. */
  select?(indices: Uint32Array, context: StepContext): StepSelection | Promise<StepSelection>;
  /**
   * Start of an epoch: what the network's forward pass has in addition, in this epoch's steps and whenever the
   * weights that it leaves are tested. A function of its argument alone: tests call it without `prepare`.
   */
  model?(context: EpochContext): ForwardChanges;
  /** Start of an epoch, 0-based: schedules move here. */
  epoch?(epoch: number): EpochPlan;
  /** Host, uint8 batch: crop, flip …; returns what it did to the geometry. `original` is left alone. */
  augment?(batch: HostBatch, random: RandomStream): HostBatch;
  /** Which patches are kept; declared only, the loop lays the mask on while it normalises. */
  mask?(batch: HostBatch, random: RandomStream): PatchMask | undefined;
  /** Device: mixes, blurs, transforms images and targets. Runs in a scope: what it does not return is freed. */
  batch?(batch: DeviceBatch, random: RandomStream): DeviceBatch;
  /**
   * Makes the loss of a batch from those of its images, by operations of `src/backend/ops` where a gradient flows. The
   * (weighted) mean by default. Not of detectors, whose loss is not one of images.
   */
  loss?(context: LossContext): Scalar;
  /** After each update: the loss of each image that was trained on, before the update. */
  observe?(indices: Uint32Array, losses: Float32Array): void;
  /**
   * Before each update: the learning rates of parameters, by name, instead of the recipe's; those that are left
   * out keep it.
   */
  step?(context: UpdateContext): ReadonlyMap<string, number> | undefined;
  /** Whatever of its own a checkpoint needs; plain JSON. */
  state?(): unknown;
  /** Goes on from what `state` gave. */
  restore?(state: unknown): void;
}

/** What only one method of a composition can decide. */
export type Exclusive =
  | "the loss"
  | "the input size"
  | "the learning rates"
  | "the strength of the augmentation";

/** A part of a data set that a method may need and not every set has. */
export type Need = keyof Pick<Dataset, "superclasses">;

/** The hooks of a method, as its definition makes them. */
export type MethodHooks = Omit<TrainingMethod, "name">;

/** The declaration of a method: an entry of the registry, or the default export of a file of your own. */
export interface MethodDefinition<T extends OptionTable = OptionTable> {
  readonly name: string;
  /** One line for `--help` and error messages. */
  readonly summary: string;
  readonly options: T;
  /** What it decides alone; two methods that decide the same thing are not combined. */
  readonly exclusive?: readonly Exclusive[];
  /** Names what the data set must have for it. */
  needs?(options: OptionValues<T>): readonly Need[];
  /** Names the measure, or the file of probabilities, by which it masks patches. */
  salience?(options: OptionValues<T>): string;
  /** Fills in the options whose default depends on others, so that `config.json` names every one. */
  complete?(options: OptionValues<T>): object;
  /** Makes the hooks of checked options. */
  create(options: OptionValues<T>): MethodHooks;
}
