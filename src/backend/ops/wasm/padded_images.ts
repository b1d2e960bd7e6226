/**
 * Images with zeros around them, in groups whose padded copy stays in the second-level cache.
 *
 * In a padded image [H, W, C] the pixels under one row of a filter are contiguous.
 */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Program } from "./runtime.ts";

/** Bytes of padded images that are handled at a time. */
const GROUP_BYTES = 512 * 1024;

/** Zeros around an image, in pixels. */
interface Border {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** The layout of padded images [H, W, C] in memory, in bytes. */
export class PaddedImages {
  readonly pixelBytes: number;
  readonly rowBytes: number;
  readonly imageBytes: number;
  /** Number of images handled at a time. */
  readonly group: number;

  constructor(
    readonly batch: number,
    readonly height: number,
    readonly width: number,
    readonly channels: number,
    readonly border: Border,
    /** Number of threads that need groups. */
    threads = 1,
  ) {
    this.pixelBytes = channels * 4;
    this.rowBytes = (width + border.left + border.right) * this.pixelBytes;
    this.imageBytes = (height + border.top + border.bottom) * this.rowBytes;
    const most = Math.max(1, Math.floor(GROUP_BYTES / this.imageBytes));
    this.group = Math.min(Math.ceil(batch / threads), most);
  }

  /** Bytes for a group; `pad` may clear a left border too many at the end. */
  get groupBytes(): number {
    return this.group * this.imageBytes + this.border.left * this.pixelBytes;
  }

  get isPadded(): boolean {
    const { top, bottom, left, right } = this.border;
    return top + bottom + left + right > 0;
  }

  /** Brings images into the padded layout, at `space`; returns where they are. */
  pad(kernels: Program, source: number, first: number, count: number, space: number): number {
    const bytes = this.width * this.pixelBytes;
    const from = source + first * this.height * bytes;
    if (!this.isPadded) return from;
    const { top, bottom, left, right } = this.border;
    const [leftBytes, rightBytes] = [left * this.pixelBytes, right * this.pixelBytes];
    kernels.padImages(from, space, count, this.height, bytes, top, bottom, leftBytes, rightBytes);
    return space;
  }

  /** Returns the number of groups. */
  get groups(): number {
    return Math.ceil(this.batch / this.group);
  }

  /** Calls `work` for the images of each group from a first one until another. */
  forEachGroup(from: number, until: number, work: (first: number, count: number) => void): void {
    for (let group = from; group < until; group++) {
      const first = group * this.group;
      work(first, Math.min(this.group, this.batch - first));
    }
  }
}

/** Lays out a convolution's input, padded alike on all four sides. */
export function forwardImages(x: Tensor4D, padding: number, threads = 1): PaddedImages {
  const [batch, height, width, channels] = x.shape;
  return new PaddedImages(batch, height, width, channels, {
    top: padding,
    bottom: padding,
    left: padding,
    right: padding,
  }, threads);
}
