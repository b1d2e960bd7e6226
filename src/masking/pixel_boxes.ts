/** Hides rectangles and single pixels of normalised images. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { UsageError } from "../errors.ts";

/** A rectangle in pixels; `bottom` and `right` lie just outside. */
export interface PixelBox {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** Height and width of the images, in pixels. */
export type PixelSize = readonly [height: number, width: number];

/**
 * Marks a rectangle of one image as hidden.
 *
 * @param kept uint8 [B, H, W], set to 0 inside the box; the box must lie within the image
 * @param image which image of the batch
 * @param size the images' height and width
 * @param box the rectangle
 */
export function hideBox(kept: Uint8Array, image: number, [height, width]: PixelSize, box: PixelBox): void {
  for (let row = image * height + box.top; row < image * height + box.bottom; row++) {
    kept.fill(0, row * width + box.left, row * width + box.right);
  }
}

/**
 * Hides pixels of a batch on the device.
 *
 * @param images float32 [B, H, W, C], normalised
 * @param kept uint8 [B, H, W]: 1 = kept, 0 = hidden
 * @param fill the values of hidden pixels, [B, H, W, C], 0 where nothing is hidden; exactly 0 everywhere by
 * default
 * @returns float32 [B, H, W, C]
 * @throws {UsageError} if sizes do not match
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../backend/mod.ts";
 * import { hidePixels } from "./pixel_boxes.ts";
 *
 * await startBackend("cpu");
 * const x = tf.ones<tf.Rank.R4>([1, 1, 2, 3]);
 * console.log(await hidePixels(x, Uint8Array.of(1, 0)).data()); // three ones, three zeros
 * ```
 */
export function hidePixels(images: Tensor4D, kept: Uint8Array, fill?: Float32Array): Tensor4D {
  const [batch, height, width, channels] = images.shape, pixels = batch * height * width;
  if (kept.length !== pixels || (fill !== undefined && fill.length !== pixels * channels)) {
    throw new UsageError(
      `Cannot hide pixels of images [${images.shape}] by ${kept.length} flags: they have ${pixels} pixels`,
    );
  }
  return tf.tidy(() => {
    const visible = tf.mul<Tensor4D>(images, tf.tensor4d(Float32Array.from(kept), [batch, height, width, 1]));
    return fill === undefined ? visible : tf.add(visible, tf.tensor4d(fill, images.shape));
  });
}
