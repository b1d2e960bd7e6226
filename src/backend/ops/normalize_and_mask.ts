/** From bytes to the network's input, with the hidden patches laid on in the same pass. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import type { PatchMask } from "../../method/types.ts";

/** Settings of {@link normalizeAndMask}. */
export interface NormalizeOptions {
  /** Subtracted from x/255: one number, or one per channel; 0.5 by default. */
  readonly mean?: number | readonly [number, number, number];
  /** Divided by afterwards: one number, or one per channel; 0.5 by default. */
  readonly std?: number | readonly [number, number, number];
  /** Which patches are hidden, and what shows in their place. */
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
  shape: readonly [batch: number, height: number, width: number, channels: 3],
  { mean = 0.5, std = 0.5, mask }: NormalizeOptions = {},
): Tensor4D {
  const [batch, height, width] = shape;
  const size = batch * height * width * 3;
  if (images.length !== size) {
    throw new UsageError(`Cannot read ${images.length} bytes as images [${shape}]: they need ${size}`);
  }
  const tables = [0, 1, 2].map((channel) => normalizedBytes(pick(mean, channel), pick(std, channel)));
  const [red, green, blue] = tables as [Float32Array, Float32Array, Float32Array];
  const values = new Float32Array(size);
  for (let k = 0; k < size; k += 3) {
    values[k] = red[images[k]!]!;
    values[k + 1] = green[images[k + 1]!]!;
    values[k + 2] = blue[images[k + 2]!]!;
  }
  if (mask !== undefined) hidePatches(values, shape, mask);
  return tf.tensor4d(values, [...shape]);
}

function pick(value: number | readonly number[], channel: number): number {
  return typeof value === "number" ? value : value[channel]!;
}

/** What each of the 256 bytes becomes. */
function normalizedBytes(mean: number, std: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - mean) / std);
}

function hidePatches(
  values: Float32Array,
  [batch, height, width]: readonly [number, number, number, 3],
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
  if (fill !== undefined && fill.length !== batch * 3 && fill.length !== values.length) {
    throw new UsageError(
      `Cannot fill masks with ${fill.length} values: give ${
        batch * 3
      } (per image and channel) or ${values.length} (per pixel)`,
    );
  }
  const rows = height / patches;
  const run = (width / patches) * 3;
  const perPixel = fill?.length === values.length;
  for (let k = 0; k < kept.length; k++) {
    if (kept[k] !== 0) continue;
    const image = Math.floor(k / (patches * patches));
    const patch = k % (patches * patches);
    const top = Math.floor(patch / patches) * rows;
    for (let row = 0; row < rows; row++) {
      const start = ((image * height + top + row) * width) * 3 + (patch % patches) * run;
      if (fill === undefined) values.fill(0, start, start + run);
      else if (perPixel) values.set(fill.subarray(start, start + run), start);
      else for (let j = 0; j < run; j++) values[start + j] = fill[image * 3 + j % 3]!;
    }
  }
}
