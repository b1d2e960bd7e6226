/**
 * Images with zeros around them, in groups whose padded copy stays in the second-level cache.
 *
 * In a padded image [H, W, C] the pixels under one row of a filter are contiguous.
 */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { program } from "./runtime.ts";

/** Bytes of padded images that are handled at a time. */
const GROUP_BYTES = 512 * 1024;

/** Zeros around an image, in pixels. */
interface Border {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** How images [H, W, C] lie in memory once padded, in bytes. */
export class PaddedImages {
  readonly pixelBytes: number;
  readonly rowBytes: number;
  readonly imageBytes: number;
  /** How many images are handled at a time. */
  readonly group: number;

  constructor(
    readonly batch: number,
    readonly height: number,
    readonly width: number,
    readonly channels: number,
    readonly border: Border,
  ) {
    this.pixelBytes = channels * 4;
    this.rowBytes = (width + border.left + border.right) * this.pixelBytes;
    this.imageBytes = (height + border.top + border.bottom) * this.rowBytes;
    this.group = Math.min(batch, Math.max(1, Math.floor(GROUP_BYTES / this.imageBytes)));
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
  pad(source: number, first: number, count: number, space: number): number {
    const bytes = this.width * this.pixelBytes;
    const from = source + first * this.height * bytes;
    if (!this.isPadded) return from;
    const { top, bottom, left, right } = this.border;
    const [leftBytes, rightBytes] = [left * this.pixelBytes, right * this.pixelBytes];
    program().padImages(from, space, count, this.height, bytes, top, bottom, leftBytes, rightBytes);
    return space;
  }

  /** Calls `work` for each group of images. */
  forEachGroup(work: (first: number, count: number) => void): void {
    for (let first = 0; first < this.batch; first += this.group) {
      work(first, Math.min(this.group, this.batch - first));
    }
  }
}

/** A convolution's input, padded alike on all four sides. */
export function forwardImages(x: Tensor4D, padding: number): PaddedImages {
  const [batch, height, width, channels] = x.shape;
  return new PaddedImages(batch, height, width, channels, {
    top: padding,
    bottom: padding,
    left: padding,
    right: padding,
  });
}
