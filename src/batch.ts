/** A batch on its way from the data set to the network. */
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { ObjectBox } from "./boxes.ts";

/** Flips and crops of the images of a batch, for moving salience along: per image, in pixels. */
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
  /** The stored images; the same array as `images` until a pixel is moved. */
  readonly original: Uint8Array;
  readonly shape: readonly [height: number, width: number, channels: 3];
  /** Undefined until a pixel is moved. */
  readonly geometry: Geometry | undefined;
  /**
   * Whether `images` changed in ways that `geometry` cannot describe; salience is then computed from
   * `images`.
   */
  readonly altered?: boolean | undefined;
  /** Detection sets only, [B]: the boxes in `images`; code that moves pixels must move them too. */
  readonly objects?: readonly (readonly ObjectBox[])[] | undefined;
}

/** The visible patches of a batch, and the fill of hidden ones. */
export interface PatchMask {
  /** 1 = kept, 0 = hidden; uint8 [B, n·n], row-major over the grid. */
  readonly kept: Uint8Array;
  /** Patches per side, n; the image's pixels per side to hide single pixels. */
  readonly patches: number;
  /**
   * Values of hidden pixels after normalisation: 0 by default, or per image and channel [B, 3] ("mean"), or
   * per pixel [B, H, W, 3] ("noise").
   */
  readonly fill?: Float32Array;
  /**
   * Detection sets only, 0 < share ≤ 1: ignore objects hidden by more than this fraction (default: keep all).
   */
  readonly dropHidden?: number;
}

/** A batch on the device, the input of the network and its loss. */
export interface DeviceBatch {
  /** float32 [B, H, W, 3], normalised as (x/255 − 0.5)/0.5 and masked. */
  readonly images: Tensor4D;
  /**
   * A classifier's targets, float32 [B, classes]: class probabilities (one-hot, smoothed, mixed), or, for a
   * multi-label set, the independent probability that each class is in the image. Undefined for detectors,
   * whose targets are the objects of `host`.
   */
  readonly targets?: Tensor2D | undefined;
  /**
   * Multi-label sets with unknown entries only, float32 [B, classes]: 0 where the target is unknown and
   * excluded from the loss, else 1. A method that mixes targets multiplies the entries of the images it
   * mixes.
   */
  readonly known?: Tensor2D | undefined;
  /** The host's batch: indices, pixels before normalisation, geometry, and objects left visible by a mask. */
  readonly host: HostBatch;
}

/** The kind of network: a classifier of images, or a detector of objects in them. */
export type NetworkKind = "classifier" | "detector";
