/** Normalising and masking on the device: a batch goes there as bytes, a quarter of what float32 would be. */
import * as tf from "@tensorflow/tfjs-core";
import type { Rank, Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import type { PatchMask } from "../../../batch.ts";
import type { ImageKernels, ImageShape } from "../kernels.ts";
import { normalizeInto } from "../stock/normalize_and_mask.ts";
import { elementType, execute } from "./execute.ts";
import { host } from "./host.ts";
import { tensorflowBackend } from "./session.ts";

/** Transfers bytes to the device, as int32. The binding takes no uint8, so four of them travel as one number. */
function bytesOnDevice(bytes: Uint8Array, shape: readonly number[]): Tensor {
  const words = new Int32Array(Math.ceil(bytes.length / 4));
  new Uint8Array(words.buffer).set(bytes);
  const fours = execute("Bitcast", [tf.tensor1d(words, "int32")], { type: elementType("uint8") });
  const numbers = execute("Cast", [fours], { DstT: elementType("int32") });
  const all = tf.reshape(numbers, [-1]);
  return tf.reshape(all.size === bytes.length ? all : tf.slice(all, 0, bytes.length), [...shape]);
}

/** Cuts height and width into patches: [B, H, W, 3] → [B, n, H/n, n, W/n, 3]. */
const cut = ([batch, height, width]: ImageShape, patches: number) => [
  batch,
  patches,
  height / patches,
  patches,
  width / patches,
  3,
];

function fillOf({ fill, patches }: PatchMask, shape: ImageShape): Tensor {
  if (fill === undefined) return tf.scalar(0);
  return fill.length === shape[0] * 3
    ? tf.tensor(fill, [shape[0], 1, 1, 1, 1, 3])
    : tf.tensor(fill, cut(shape, patches));
}

/** Looks up every byte in its channel's table and hides patches, bit for bit as on the host. */
export function normalizeAndMaskOnDevice(
  bytes: Uint8Array,
  shape: ImageShape,
  tables: Float32Array,
  mask: PatchMask | undefined,
): Tensor4D {
  return tf.tidy(() => {
    const places = execute("AddV2", [bytesOnDevice(bytes, shape), tf.tensor1d([0, 256, 512], "int32")]);
    const values = execute<Rank.R4>("GatherV2", [tf.tensor1d(tables), places, tf.scalar(0, "int32")]);
    if (mask === undefined) return values;
    const { kept, patches } = mask;
    const shown = tf.tensor(kept, [shape[0], patches, 1, patches, 1, 1], "bool");
    const cells = tf.reshape(values, cut(shape, patches));
    return tf.reshape<Rank.R4>(execute("SelectV2", [shown, cells, fillOf(mask, shape)]), [...shape]);
  });
}

/** Reused from batch to batch: the system needs twenty times as long for a new array's pages as the look-up takes. */
let buffer = new Float32Array(0);

/** On a CPU the host's look-up takes a tenth of the time, and nothing is transferred. */
export const images: ImageKernels = {
  normalizeAndMask(bytes, shape, tables, mask) {
    if (tensorflowBackend().isUsingGpuDevice) return normalizeAndMaskOnDevice(bytes, shape, tables, mask);
    if (buffer.length < bytes.length) buffer = new Float32Array(bytes.length);
    const values = buffer.subarray(0, bytes.length);
    normalizeInto(values, bytes, shape, tables, mask);
    return host.copyFromHost(values, shape) as Tensor4D;
  },
};
