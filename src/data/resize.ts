/**
 * Bilinear resizing of 8-bit RGB images, equal byte for byte to Pillow's `Image.resize(size, BILINEAR)` (which
 * torchvision's `Resize` calls on PIL images): a triangle filter that widens when shrinking, in 22-bit fixed point,
 * first along rows and then along columns with rounding to 8 bits in between.
 *
 * @module
 */
import { UsageError } from "../errors.ts";

/** The size of an image in pixels. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** Resizes images of one size to another; see {@linkcode bilinearResizer}. */
export type Resizer = (images: Uint8Array, out?: Uint8Array) => Uint8Array;

/** For every output position the first input position, the number of them, and their weights. */
interface Taps {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  /** Fixed-point weights, [positions, perPosition]. */
  readonly weights: Int32Array;
  readonly perPosition: number;
}

const PRECISION = 22; // 32 bits less 8 of the pixel and 2 for the sum
const HALF = 1 << (PRECISION - 1);
const CHANNELS = 3;

const triangle = (x: number): number => Math.max(0, 1 - Math.abs(x));

/** The weights of a 1-d resize, in the order of operations of Pillow, as the last bit depends on it. */
const makeTaps = (from: number, to: number): Taps => {
  const scale = from / to, filterScale = Math.max(scale, 1), support = filterScale, inverse = 1 / filterScale;
  const perPosition = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(to), counts = new Int32Array(to), weights = new Int32Array(to * perPosition);
  const exact = new Float64Array(perPosition);
  for (let position = 0; position < to; position++) {
    const center = (position + 0.5) * scale;
    const start = Math.max(0, Math.trunc(center - support + 0.5));
    const count = Math.min(from, Math.trunc(center + support + 0.5)) - start;
    let sum = 0;
    for (let k = 0; k < count; k++) sum += exact[k] = triangle((k + start - center + 0.5) * inverse);
    for (let k = 0; k < count; k++) {
      const share = sum === 0 ? exact[k]! : exact[k]! / sum;
      weights[position * perPosition + k] = Math.trunc(0.5 + share * (1 << PRECISION));
    }
    starts[position] = start;
    counts[position] = count;
  }
  return { starts, counts, weights, perPosition };
};

/** One row of pixels of width `taps.starts.length` from each row of the input. */
const resizeRows = (
  source: Uint8Array,
  rows: number,
  width: number,
  { starts, counts, weights, perPosition }: Taps,
  out: Uint8Array,
): void => {
  for (let position = 0; position < starts.length; position++) {
    const count = counts[position]!, base = position * perPosition;
    for (let row = 0; row < rows; row++) {
      let from = (row * width + starts[position]!) * CHANNELS;
      let red = HALF, green = HALF, blue = HALF;
      for (let k = 0; k < count; k++, from += CHANNELS) {
        const weight = weights[base + k]!;
        red += source[from]! * weight | 0;
        green += source[from + 1]! * weight | 0;
        blue += source[from + 2]! * weight | 0;
      }
      const to = (row * starts.length + position) * CHANNELS;
      out[to] = red >> PRECISION;
      out[to + 1] = green >> PRECISION;
      out[to + 2] = blue >> PRECISION;
    }
  }
};

/** One row of the output from several rows of the input, which are `stride` bytes long. */
const resizeColumns = (
  source: Uint8Array,
  stride: number,
  { starts, counts, weights, perPosition }: Taps,
  sums: Int32Array,
  out: Uint8Array,
): void => {
  for (let position = 0; position < starts.length; position++) {
    sums.fill(HALF);
    for (let k = 0; k < counts[position]!; k++) {
      const weight = weights[position * perPosition + k]!, row = (starts[position]! + k) * stride;
      for (let i = 0; i < stride; i++) sums[i]! += source[row + i]! * weight;
    }
    const to = position * stride;
    for (let i = 0; i < stride; i++) out[to + i] = sums[i]! >> PRECISION;
  }
};

/**
 * Prepares the resizing of many images of one size; the filter's weights are computed once.
 *
 * @param from the size of the given images, pixels
 * @param to the size of the results, pixels
 * @returns a function from uint8 [N, from.height, from.width, 3] to uint8 [N, to.height, to.width, 3]; it writes to
 * its second argument where that is given
 * @throws {UsageError} if a size is not a positive whole number
 */
export function bilinearResizer(from: ImageSize, to: ImageSize): Resizer {
  for (const size of [from.height, from.width, to.height, to.width]) {
    if (!Number.isInteger(size) || size < 1) {
      throw new UsageError(`Cannot resize ${from.height}×${from.width} to ${to.height}×${to.width} pixels`);
    }
  }
  const across = from.width === to.width ? undefined : makeTaps(from.width, to.width);
  const down = from.height === to.height ? undefined : makeTaps(from.height, to.height);
  const inSize = from.height * from.width * CHANNELS, outSize = to.height * to.width * CHANNELS;
  const stride = to.width * CHANNELS, sums = new Int32Array(stride);
  const between = new Uint8Array(across && down ? from.height * stride : 0);
  return (images, out = new Uint8Array(images.length / inSize * outSize)) => {
    const count = images.length / inSize;
    if (!Number.isInteger(count) || out.length !== count * outSize) {
      throw new UsageError(
        `Cannot read ${images.length} bytes as RGB images of ${from.height}×${from.width} pixels`,
      );
    }
    for (let n = 0; n < count; n++) {
      let source = images.subarray(n * inSize, (n + 1) * inSize);
      const target = out.subarray(n * outSize, (n + 1) * outSize);
      if (across) {
        const rows = down ? between : target;
        resizeRows(source, from.height, from.width, across, rows);
        source = rows;
      }
      if (down) resizeColumns(source, stride, down, sums, target);
      else if (!across) target.set(source);
    }
    return out;
  };
}

/**
 * Resizes an image as Pillow's bilinear filter does; for many images of one size see {@linkcode bilinearResizer}.
 *
 * @param image uint8 [from.height, from.width, 3]; several images after each other are resized alike
 * @param from its size, pixels
 * @param to the size of the result, pixels
 * @returns uint8 [to.height, to.width, 3]
 * @throws {UsageError} if the image does not have that size
 *
 * @example
 * ```ts
 * import { resizeBilinear } from "./resize.ts";
 *
 * const grey = new Uint8Array(8 * 8 * 3).fill(100);
 * const small = resizeBilinear(grey, { height: 8, width: 8 }, { height: 3, width: 5 });
 * console.assert(small.length === 3 * 5 * 3 && small.every((value) => value === 100));
 * ```
 */
export function resizeBilinear(image: Uint8Array, from: ImageSize, to: ImageSize): Uint8Array {
  return bilinearResizer(from, to)(image);
}
