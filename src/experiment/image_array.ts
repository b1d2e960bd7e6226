/** Images of a `.npy` file, batch by batch. */
import * as tf from "@tensorflow/tfjs-core";
import { normalizeAndMask, type NormalizeOptions } from "../backend/ops/mod.ts";
import { InputError } from "../errors.ts";
import { readNpy } from "../io/npy.ts";

/** The images of a file. */
export interface ImageArray {
  readonly count: number;
  readonly size: { readonly height: number; readonly width: number };
  /**
   * Returns images start … end − 1 as network inputs, float32 [end − start, H, W, 3]; bytes are normalised.
   */
  batch(start: number, end: number): tf.Tensor4D;
  /** Returns one image as uint8 [H, W, 3]; floats are interpreted as x / 255. */
  bytes(image: number): Uint8Array;
}

/**
 * Reads images.
 *
 * @param path `.npy`: float32 [N, H, W, 3], already normalised, or uint8
 * @param normalize how bytes become floats
 * @throws {InputError} if it cannot be read, or has the wrong type or shape
 */
export async function readImageArray(path: string, normalize?: NormalizeOptions): Promise<ImageArray> {
  const { shape, data } = await readNpy(path);
  const [count = 0, height = 0, width = 0, channels] = shape;
  if (shape.length !== 4 || channels !== 3) {
    throw new InputError(`${path} has shape [${shape.join(", ")}]: images are [N, H, W, 3]`);
  }
  if (!(data instanceof Float32Array || data instanceof Uint8Array)) {
    throw new InputError(`${path} must hold float32 (normalised) or uint8, not ${data.constructor.name}`);
  }
  const pixels = height * width * 3;
  return {
    count,
    size: { height, width },
    batch(start, end) {
      const part = data.subarray(start * pixels, end * pixels);
      const batchShape: [number, number, number, 3] = [end - start, height, width, 3];
      return part instanceof Uint8Array
        ? normalizeAndMask(part, batchShape, normalize)
        : tf.tensor4d(part, batchShape);
    },
    bytes(image) {
      const part = data.subarray(image * pixels, (image + 1) * pixels);
      return part instanceof Uint8Array
        ? part
        : Uint8Array.from(part, (x) => Math.min(Math.max(Math.round(255 * x), 0), 255));
    },
  };
}
