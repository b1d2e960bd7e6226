/** What the rest of the program knows of a data set. Images stay uint8 NHWC until the batch. */
import type { ObjectBox } from "../boxes.ts";

/** The training or the test images of a data set. */
export interface Split {
  /** How many images there are. */
  readonly size: number;
  /** The class of every image, [size], 0 … classes-1; of a multi-label set that of its largest object. */
  readonly labels: Int32Array;
  /** Of a multi-label set: 1 = the class is in the image, 0 = it is not, 255 = unknown; [size, classes]. */
  readonly multiHot?: Uint8Array;
  /** Of a detection set: the objects of an image. */
  objects?(index: number): readonly ObjectBox[];
  /**
   * Images of one group show the same thing (the same base concept, the same object): they are never
   * independent of each other. [size]; undefined where every image is its own group.
   */
  readonly groups: Int32Array | undefined;
  /** A hash of the pixels and labels, hexadecimal: caches are keyed by it. */
  readonly contentHash: string;
  /**
   * Reads the named images: uint8 [indices.length, H, W, 3].
   *
   * @param room where they may be put, of any size: a new array where it is left out or too small. What is asked for
   * again and again is best put into the same room, as garbage stays in memory until it is collected
   */
  read(indices: ArrayLike<number>, room?: Uint8Array): Promise<Uint8Array>;
}

/** A data set: images with one label each, or several (`multiHot`), or with boxes (`objects`). */
export interface Dataset {
  readonly name: string;
  readonly classes: readonly string[];
  /** The superclass of every class, [classes], where the set has such (CIFAR-100, emoji): 0 … superclasses-1. */
  readonly superclasses?: Int32Array;
  /** Height, width and channels of every image. */
  readonly shape: readonly [height: number, width: number, channels: 3];
  readonly train: Split;
  readonly test: Split;
  /** One or two sentences for the report: where the images come from, and their licences. */
  readonly attribution: string;
  /** The folder that the images were read from; undefined where there is none. */
  readonly location?: string;
  /** The files that were read, where they are few. */
  readonly files?: readonly string[];
  /** How many images of each class the published set has, one number for all or one each; `cbm data --verify` compares. */
  readonly imagesPerClass?: {
    readonly train?: number | readonly number[];
    readonly test?: number | readonly number[];
  };
  /** How many images the published set has; `all` where the division into splits is our own. */
  readonly publishedSizes?: { readonly train?: number; readonly test?: number; readonly all?: number };
}

/** What a loader is given besides the data set's options. */
export interface LoadContext {
  /** The folder that holds copies of data sets (`cifar-10-batches-bin` and its like). */
  readonly dataDir?: string;
  /** Take what is on this machine already: nothing is downloaded, drawn or decoded, but an InputError thrown. */
  readonly atHandOnly?: boolean;
  /** Bytes of images to hold in memory at most; the rest is read from the disk. `$CBM_MEMORY_CAP` by default. */
  readonly memoryCap?: number;
  /** Told how far the work is: done of total, and what is being done. */
  readonly onProgress?: (done: number, total: number, what: string) => void;
}
