/** From bytes to the network's input, with the hidden patches laid on in the same pass. */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { PatchMask } from "../../batch.ts";
import { UsageError } from "../../errors.ts";
import type { ImageShape } from "./kernels.ts";
import { kernels } from "./running.ts";

/** Settings of {@link normalizeAndMask}. */
export interface NormalizeOptions {
  /** Subtracted from x/255: one number, or one per channel; 0.5 by default. */
  readonly mean?: number | readonly [number, number, number];
  /** Divided by afterwards: one number, or one per channel; 0.5 by default. */
  readonly std?: number | readonly [number, number, number];
  /** The hidden patches, and their fill. */
  readonly mask?: PatchMask | undefined;
}

/**
 * Normalises a batch, (x/255 − mean) / std, and hides patches: a hidden pixel is exactly 0, or the mask's fill.
 *
 * @param images uint8 [B, H, W, 3]
 * @param shape [B, H, W, 3]
 * @param options mean, std and mask
 * @returns float32 [B, H, W, 3]
 * @throws {UsageError} if sizes do not match or the patches do not divide the image
 *
 * @example
 * ```ts
 * import { startBackend } from "../mod.ts";
 * import { normalizeAndMask } from "./normalize_and_mask.ts";
 *
 * await startBackend("cpu");
 * const images = new Uint8Array(2 * 2 * 3).fill(255);
 * const mask = { kept: Uint8Array.of(1, 1, 1, 0), patches: 2 };
 * const x = normalizeAndMask(images, [1, 2, 2, 3], { mask });
 * console.log(await x.data()); // nine ones, three zeros
 * ```
 */
export function normalizeAndMask(
  images: Uint8Array,
  shape: ImageShape,
  { mean = 0.5, std = 0.5, mask }: NormalizeOptions = {},
): Tensor4D {
  const [batch, height, width] = shape;
  const size = batch * height * width * 3;
  if (images.length !== size) {
    throw new UsageError(`Cannot read ${images.length} bytes as images [${shape}]: they need ${size}`);
  }
  if (mask !== undefined) checkMask(size, shape, mask);
  const tables = new Float32Array(3 * 256);
  for (let channel = 0; channel < 3; channel++) {
    const [least, unit] = [pick(mean, channel), pick(std, channel)];
    for (let byte = 0; byte < 256; byte++) tables[channel * 256 + byte] = (byte / 255 - least) / unit;
  }
  return kernels().normalizeAndMask(images, shape, tables, mask);
}

const pick = (value: number | readonly number[], channel: number): number =>
  typeof value === "number" ? value : value[channel]!;

/** Checks that a mask fits a batch of images. */
export function checkMask(
  size: number,
  [batch, height, width]: ImageShape,
  { kept, patches, fill }: PatchMask,
): void {
  if (height % patches !== 0 || width % patches !== 0) {
    throw new UsageError(
      `Cannot mask ${height}×${width} pixels by ${patches}×${patches} patches: not divisible`,
    );
  }
  if (kept.length !== batch * patches * patches) {
    throw new UsageError(
      `Cannot mask ${batch} images with ${kept.length} flags: a ${patches}×${patches} grid needs ${
        batch * patches * patches
      }`,
    );
  }
  if (fill !== undefined && fill.length !== batch * 3 && fill.length !== size) {
    throw new UsageError(
      `Cannot fill masks with ${fill.length} values: give ${
        batch * 3
      } (per image and channel) or ${size} (per pixel)`,
    );
  }
}
