/** The hooks of a training method. One loop (`src/train/`) runs every method; it knows hooks, not names. */
import type { Dataset } from "../data/types.ts";
import type { RandomStream } from "../random.ts";
import type { Spec } from "../spec.ts";

/** What a method is told once, before training. */
export interface PrepareContext {
  readonly dataset: Dataset;
  /** Indices into `dataset.train` that are trained on. */
  readonly trainIndices: Uint32Array;
  readonly epochs: number;
  /** Where salience and its like are cached. */
  readonly cacheDir: string;
  /** Told how far the work is: done of total, and what is being done. */
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

/** What a method decides at the start of an epoch. */
export interface EpochPlan {
  /** The share of patches that is hidden, for the log; 0 where nothing is. */
  readonly ratio: number;
}

/** How the images of a batch were moved, so that salience can follow: per image, in pixels. */
export interface Geometry {
  /** Whether the image was mirrored left to right (after the crop). */
  readonly flipped: Uint8Array;
  /** Offset of the crop in the unpadded image: negative where padding shows. */
  readonly top: Int16Array;
  readonly left: Int16Array;
}

/** A batch while it is on the host. */
export interface HostBatch {
  /** Indices into `dataset.train`, [B]. */
  readonly indices: Uint32Array;
  /** uint8 [B, H, W, 3], augmented. */
  readonly images: Uint8Array;
  /** The images as they are stored; the same array as `images` as long as nothing was moved. */
  readonly original: Uint8Array;
  readonly shape: readonly [height: number, width: number, channels: 3];
  /** Undefined as long as no pixel was moved. */
  readonly geometry: Geometry | undefined;
}

/** Which patches of a batch stay visible, and what shows in place of the others. */
export interface PatchMask {
  /** 1 = kept, 0 = hidden; uint8 [B, n·n], row-major over the grid. */
  readonly kept: Uint8Array;
  /** Patches per side, n. */
  readonly patches: number;
  /**
   * What a hidden pixel is after normalisation: 0 by default, or per image and channel [B, 3] ("mean"), or per
   * pixel [B, H, W, 3] ("noise").
   */
  readonly fill?: Float32Array;
}

/** A training method: every hook is optional; they are called in this order. */
export interface TrainingMethod {
  /** As written on the command line, resolved: "cbm:schedule=linear-repeat,max=0.4". */
  readonly name: string;
  /** Once before training, e.g. salience (cached). */
  prepare?(context: PrepareContext): Promise<void>;
  /** Start of an epoch, 0-based: schedules move here. */
  epoch?(epoch: number): EpochPlan;
  /** Host, uint8 batch: crop, flip …; returns what it did to the geometry. */
  augment?(batch: HostBatch, random: RandomStream): HostBatch;
  /** Which patches are kept; declared only, the loop lays the mask on while it normalises. */
  mask?(batch: HostBatch, random: RandomStream): PatchMask | undefined;
  /** Whatever of its own a checkpoint needs; plain JSON. */
  state?(): unknown;
  /** Goes on from what `state` gave. */
  restore?(state: unknown): void;
}

/** An entry of the registry of methods. */
export interface MethodEntry {
  readonly name: string;
  /** One line for `--help` and error messages. */
  readonly summary: string;
  /** The options behind the name, each with one line. */
  readonly options: Readonly<Record<string, string>>;
  /** Makes the method of checked options. */
  create(spec: Spec): TrainingMethod;
  /** The specification with every option spelled out, so that it means the same when a default changes. */
  complete(spec: Spec): string;
}
