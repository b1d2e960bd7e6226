/** Types of data sets. Images stay uint8 NHWC until they are batched. */
import type { ObjectBox } from "../boxes.ts";
import type { ProgressCallback } from "../progress.ts";

/** The training or the test images of a data set. */
export interface Split {
  /** The number of images. */
  readonly size: number;
  /** The class of every image, [size], 0 … classes-1; in a multi-label set that of its largest object. */
  readonly labels: Int32Array;
  /**
   * The classes in every image of a multi-label set, [size, classes]: 1 = present, 0 = absent, 255 = unknown.
   */
  readonly multiHot?: Uint8Array;
  /** Returns the objects of an image; only in detection sets. */
  objects?(index: number): readonly ObjectBox[];
  /**
   * The group of every image, [size]; undefined if every image is its own group. Images of one group show the
   * same base concept or object and are not independent of each other.
   */
  readonly groups: Int32Array | undefined;
  /** A hexadecimal hash of the pixels and labels, the key for caches. */
  readonly contentHash: string;
  /**
   * Reads images by index: uint8 [indices.length, H, W, 3].
   *
   * @param buffer a buffer for the result; a new array is created if it is missing or too small. Reuse one
   * buffer across calls to avoid garbage
   */
  read(indices: ArrayLike<number>, buffer?: Uint8Array): Promise<Uint8Array>;
}

/** A data set: images with one label each, or several (`multiHot`), or with boxes (`objects`). */
export interface Dataset {
  readonly name: string;
  readonly classes: readonly string[];
  /** The superclass of every class, [classes], 0 … superclasses-1; only in some sets (CIFAR-100, emoji). */
  readonly superclasses?: Int32Array;
  /** Height, width and channels of every image. */
  readonly shape: readonly [height: number, width: number, channels: 3];
  readonly train: Split;
  readonly test: Split;
  /** One or two sentences for the report on the source of the images and their licences. */
  readonly attribution: string;
  /** The folder from which the images were read, if any. */
  readonly location?: string | undefined;
  /** The files that were read, if they are few. */
  readonly files?: readonly string[];
  /**
   * Images per class in the published set, one number for all or one each, which `cbm data --verify`
   * compares.
   */
  readonly imagesPerClass?: {
    readonly train?: number | readonly number[];
    readonly test?: number | readonly number[];
  };
  /** Images in the published set; `all` if the split is our own. */
  readonly publishedSizes?: { readonly train?: number; readonly test?: number; readonly all?: number };
}

/** Settings of loading besides the data set's options. */
export interface LoadContext {
  /** The folder that contains copies of data sets, such as `cifar-10-batches-bin`. */
  readonly dataDir?: string | undefined;
  /** Whether to use only data on this machine: throws an InputError instead of downloading, drawing or decoding. */
  readonly atHandOnly?: boolean;
  /** The most bytes of images in memory; the rest is read from the disk. `$CBM_MEMORY_CAP` by default. */
  readonly memoryCap?: number | undefined;
  /** Called as the work progresses. */
  readonly onProgress?: ProgressCallback | undefined;
}
