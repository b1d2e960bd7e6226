/** The hooks of a training method. One loop (`src/train/`) runs every method; it knows hooks, not names. */
import type { DeviceBatch, HostBatch, NetworkKind, PatchMask } from "../batch.ts";
import type { Dataset } from "../data/types.ts";
import type { ForwardOptions } from "../model/types.ts";
import type { ProgressCallback } from "../progress.ts";
import type { RandomStream } from "../random.ts";
import type { Spec } from "../spec.ts";

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
  readonly onProgress?: ProgressCallback;
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
  /** Once before training, e.g. salience (cached). */
  prepare?(context: PrepareContext): Promise<void>;
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
export type Exclusive = "the input size" | "the learning rates" | "the strength of the augmentation";

/** An entry of the registry of methods. */
export interface MethodEntry {
  readonly name: string;
  /** One line for `--help` and error messages. */
  readonly summary: string;
  /** The options behind the name, each with one line. */
  readonly options: Readonly<Record<string, string>>;
  /** What it decides alone; two methods that decide the same thing are not combined. */
  readonly exclusive?: readonly Exclusive[];
  /** The options that name a file here: a run depends on what that holds, not on where it lies. */
  files?(spec: Spec): readonly string[];
  /** Makes the method of checked options. */
  create(spec: Spec): TrainingMethod;
  /** The specification with every option spelled out, so that it means the same when a default changes. */
  complete(spec: Spec): string;
}
