/** Applies masks to images on the host, for files and pictures; training masks on the backend. */
import type { PatchMask } from "../batch.ts";
import { UsageError } from "../errors.ts";
import { eachHiddenRun, type ImageShape } from "./hidden.ts";

/** The 8-bit grey next to 0 after normalisation, which is 127.5. */
const GREY = 128;

const checkBatch = (
  elements: number,
  { kept, patches }: PatchMask,
  [height, width, channels]: ImageShape,
): void => {
  const images = elements / (height * width * channels), masks = kept.length / (patches * patches);
  if (images !== masks) {
    throw new UsageError(`Cannot apply ${masks} masks to ${images} images: give one mask per image`);
  }
};

/**
 * Hides patches of 8-bit images.
 *
 * @param images uint8 [B, H, W, 3]; not changed
 * @param shape the images' height, width and channels
 * @param mask which patches are kept; its fill is ignored, as it is meant for normalised images
 * @param grey the value of a hidden pixel
 * @returns the masked images, uint8 [B, H, W, 3]
 * @throws {UsageError} if the grid does not divide the image or the numbers of masks and images differ
 *
 * @example
 * ```ts
 * import { applyMaskToImages } from "./apply.ts";
 *
 * const black = new Uint8Array(2 * 2 * 3);
 * const masked = applyMaskToImages(black, [2, 2, 3], { patches: 2, kept: Uint8Array.of(1, 1, 1, 0) });
 * console.assert(masked[8] === 0 && masked[9] === 128);
 * ```
 */
export function applyMaskToImages(
  images: Uint8Array,
  shape: ImageShape,
  mask: PatchMask,
  grey = GREY,
): Uint8Array<ArrayBuffer> {
  checkBatch(images.length, mask, shape);
  const masked = new Uint8Array(images);
  eachHiddenRun(mask.kept, mask.patches, shape, (start, end) => masked.fill(grey, start, end));
  return masked;
}

/**
 * Hides patches of normalised images, as training does on its backend.
 *
 * @param inputs float32 [B, H, W, C]; not changed
 * @param shape the images' height, width and channels
 * @param mask which patches are kept, and the fill of the others, exactly 0 by default
 * @returns the masked inputs, float32 [B, H, W, C]
 * @throws {UsageError} if the grid does not divide the image, the numbers of masks and images differ, or the
 * shape of the fill is neither [B, C] nor [B, H, W, C]
 *
 * @example
 * ```ts
 * import { applyMaskToInputs } from "./apply.ts";
 *
 * const inputs = Float32Array.of(1, 2, 3, 4);
 * const masked = applyMaskToInputs(inputs, [2, 2, 1], { patches: 2, kept: Uint8Array.of(1, 0, 1, 1) });
 * console.assert(masked.join() === "1,0,3,4");
 * ```
 */
export function applyMaskToInputs(
  inputs: Float32Array,
  shape: ImageShape,
  mask: PatchMask,
): Float32Array<ArrayBuffer> {
  checkBatch(inputs.length, mask, shape);
  const { fill } = mask, channels = shape[2];
  const means = mask.kept.length / (mask.patches * mask.patches) * channels;
  if (fill !== undefined && fill.length !== means && fill.length !== inputs.length) {
    throw new UsageError(`Cannot use a fill of ${fill.length} numbers: give ${means} or ${inputs.length}`);
  }
  const masked = new Float32Array(inputs);
  eachHiddenRun(mask.kept, mask.patches, shape, (start, end, image) => {
    if (fill === undefined) masked.fill(0, start, end);
    else if (fill.length === inputs.length) { for (let i = start; i < end; i++) masked[i] = fill[i]!; }
    else for (let i = start; i < end; i++) masked[i] = fill[image * channels + (i - start) % channels]!;
  });
  return masked;
}
