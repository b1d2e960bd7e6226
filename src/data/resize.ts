/**
 * Bilinear resizing of 8-bit RGB images, equal byte for byte to Pillow's `Image.resize(size, BILINEAR)`
 * (which torchvision's `Resize` calls on PIL images): a triangle filter that widens when shrinking, in 22-bit
 * fixed point, first along rows and then along columns with rounding to 8 bits in between. WebAssembly
 * computes the sums.
 *
 * @module
 */
import { UsageError } from "../errors.ts";
import type { ImageSize } from "../io/image_size.ts";
import { bytesOf } from "../io/typed_array.ts";
import { resizeProgram } from "./resize/program.ts";
import { packedTaps } from "./resize/taps.ts";

/** A function that resizes images of one size to another; see {@linkcode bilinearResizer}. */
export type Resizer = (images: Uint8Array, out?: Uint8Array) => Uint8Array;

const CHANNELS = 3;

/**
 * Creates a function that resizes many images of one size; the filter's weights are computed once.
 *
 * @param from the size of the given images, pixels
 * @param to the size of the results, pixels
 * @returns a function from uint8 [N, from.height, from.width, 3] to uint8 [N, to.height, to.width, 3]; it
 * writes to its second argument, if given
 * @throws {UsageError} if a size is not a positive whole number
 */
export function bilinearResizer(from: ImageSize, to: ImageSize): Resizer {
  for (const size of [from.height, from.width, to.height, to.width]) {
    if (!Number.isInteger(size) || size < 1) {
      throw new UsageError(
        `Cannot resize ${from.height}×${from.width} to ${to.height}×${to.width} pixels: give whole numbers ` +
          "from 1",
      );
    }
  }
  const inSize = from.height * from.width * CHANNELS, outSize = to.height * to.width * CHANNELS;
  const inStride = from.width * CHANNELS, stride = to.width * CHANNELS;
  const across = from.width === to.width ? undefined : packedTaps(from.width, to.width, CHANNELS);
  const down = from.height === to.height ? undefined : packedTaps(from.height, to.height, stride);
  const program = resizeProgram();
  return (images, out = new Uint8Array(images.length / inSize * outSize)) => {
    const count = images.length / inSize;
    if (!Number.isInteger(count) || out.length !== count * outSize) {
      throw new UsageError(
        `Cannot read ${images.length} bytes as RGB images of ${from.height}×${from.width} pixels`,
      );
    }
    // The second pass may read one extra row, with weight 0.
    const [source, between, target, acrossAt, downAt] = program.place(
      inSize + inStride,
      (from.height + 1) * stride,
      outSize,
      across?.byteLength ?? 0,
      down?.byteLength ?? 0,
    ) as [number, number, number, number, number];
    const memory = program.bytes();
    if (across) memory.set(bytesOf(across), acrossAt);
    if (down) memory.set(bytesOf(down), downAt);
    for (let n = 0; n < count; n++) {
      memory.set(images.subarray(n * inSize, (n + 1) * inSize), source);
      const rows = across ? between : source;
      if (across) program.resizeRows(source, inStride, from.height, acrossAt, to.width, between);
      if (down) program.resizeColumns(rows, stride, downAt, to.height, target);
      const result = down ? target : rows;
      out.set(memory.subarray(result, result + outSize), n * outSize);
    }
    return out;
  };
}

/**
 * Resizes an image with Pillow's bilinear filter; for many images of one size see {@linkcode
 * bilinearResizer}.
 *
 * @param image uint8 [from.height, from.width, 3]; several consecutive images are resized alike
 * @param from its size, pixels
 * @param to the size of the result, pixels
 * @returns uint8 [to.height, to.width, 3]
 * @throws {UsageError} if the image does not have the given size
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
