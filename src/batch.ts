/** A batch on its way from the data set to the network. */
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { ObjectBox } from "./boxes.ts";

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
  /** Whether `images` were changed in ways that `geometry` does not tell: salience is then that of `images`. */
  readonly altered?: boolean | undefined;
  /** Of a detection set, [B]: the boxes in `images`; whoever moves pixels moves them too. */
  readonly objects?: readonly (readonly ObjectBox[])[] | undefined;
}

/** Which patches of a batch stay visible, and what shows in place of the others. */
export interface PatchMask {
  /** 1 = kept, 0 = hidden; uint8 [B, n·n], row-major over the grid. */
  readonly kept: Uint8Array;
  /** Patches per side, n; as many as the images have pixels to hide single pixels. */
  readonly patches: number;
  /**
   * What a hidden pixel is after normalisation: 0 by default, or per image and channel [B, 3] ("mean"), or per
   * pixel [B, H, W, 3] ("noise").
   */
  readonly fill?: Float32Array;
  /**
   * Of a detection set, 0 < share ≤ 1: objects of which more is hidden are not to be found; all are where it is left
   * out.
   */
  readonly dropHidden?: number;
}

/** A batch on the device, as the network and its loss get it. */
export interface DeviceBatch {
  /** float32 [B, H, W, 3], normalised as (x/255 − 0.5)/0.5 and masked. */
  readonly images: Tensor4D;
  /**
   * What a classifier is to learn, float32 [B, classes]: probabilities (one-hot, smoothed, mixed), or of a multi-label
   * set for each class by itself the probability that it is in the image. A detector has no such targets: it is to find
   * the objects of `host`.
   */
  readonly targets?: Tensor2D | undefined;
  /**
   * Of a multi-label set with unknown entries, float32 [B, classes]: 0 where the target is unknown and nothing is
   * learnt from it, else 1. A method that mixes targets multiplies those of the images it mixes.
   */
  readonly known?: Tensor2D | undefined;
  /** Where the batch comes from: indices, pixels before normalisation, geometry, objects that a mask leaves visible. */
  readonly host: HostBatch;
}

/** Tells what a network is trained for: the classes of images, or the boxes of objects in them. */
export type NetworkKind = "classifier" | "detector";
