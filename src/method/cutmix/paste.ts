/** Pasting a rectangle of one image into another. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { hideBox, hidePixels, type PixelBox } from "../../masking/pixel_boxes.ts";

/**
 * Pastes a rectangle of other images into images, at the same position.
 *
 * @param images float32 [B, H, W, C]
 * @param others of the same shape
 * @param box the rectangle, the same in all images
 * @returns float32 [B, H, W, C]
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../../backend/mod.ts";
 * import { paste } from "./paste.ts";
 *
 * await startBackend("cpu");
 * const [zeros, ones] = [tf.zeros<tf.Rank.R4>([1, 1, 2, 1]), tf.ones<tf.Rank.R4>([1, 1, 2, 1])];
 * console.log(await paste(zeros, ones, { top: 0, left: 1, bottom: 1, right: 2 }).data()); // [0, 1]
 * ```
 */
export function paste(images: Tensor4D, others: Tensor4D, box: PixelBox): Tensor4D {
  const [count, height, width] = images.shape;
  const outside = new Uint8Array(count * height * width).fill(1);
  for (let image = 0; image < count; image++) hideBox(outside, image, [height, width], box);
  const inside = outside.map((flag) => 1 - flag);
  return tf.tidy(() => tf.add(hidePixels(images, outside), hidePixels(others, inside)));
}
