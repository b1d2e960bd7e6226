/** Normalising and masking on the host, where the bytes are. */
import * as tf from "@tensorflow/tfjs-core";
import type { PatchMask } from "../../../batch.ts";
import type { ImageKernels, ImageShape } from "../kernels.ts";

function hidePatches(
  values: Float32Array,
  [, height, width]: ImageShape,
  { kept, patches, fill }: PatchMask,
): void {
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

/**
 * Looks up every byte in its channel's table and hides patches.
 *
 * @param values the buffer for the result, as many as bytes
 */
export function normalizeInto(
  values: Float32Array,
  bytes: Uint8Array,
  shape: ImageShape,
  tables: Float32Array,
  mask: PatchMask | undefined,
): void {
  const red = tables.subarray(0, 256), green = tables.subarray(256, 512), blue = tables.subarray(512);
  for (let k = 0; k < bytes.length; k += 3) {
    values[k] = red[bytes[k]!]!;
    values[k + 1] = green[bytes[k + 1]!]!;
    values[k + 2] = blue[bytes[k + 2]!]!;
  }
  if (mask !== undefined) hidePatches(values, shape, mask);
}

export const images: ImageKernels = {
  normalizeAndMask(bytes, shape, tables, mask) {
    const values = new Float32Array(bytes.length);
    normalizeInto(values, bytes, shape, tables, mask);
    return tf.tensor4d(values, [...shape]);
  },
};
