/** Masks on tensors, for a training loop of your own. */
import * as tf from "@tensorflow/tfjs-core";
import type { PatchMask } from "../../batch.ts";
import { differentiable } from "../autograd.ts";
import { checkMask } from "./normalize_and_mask.ts";

/**
 * Hides patches of a normalised batch: a hidden pixel is exactly 0, or the mask's fill. The gradient reaches only the
 * pixels that are kept; `tf.grad` needs TensorFlow.js's own gradients, which the package `@tensorflow/tfjs` registers.
 *
 * @param images float32 [B, H, W, 3]; not disposed
 * @param mask which patches are kept, and the fill of the others
 * @returns float32 [B, H, W, 3]
 * @throws {UsageError} if the patches do not divide the image or the sizes do not match
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { applyMask } from "./apply_mask.ts";
 *
 * await startBackend("cpu");
 * const masked = applyMask(tf.ones([1, 2, 2, 3]), { kept: Uint8Array.of(1, 1, 1, 0), patches: 2 });
 * console.assert((await masked.data()).join("") === "111111111000");
 * ```
 */
export function applyMask(images: tf.Tensor4D, mask: PatchMask): tf.Tensor4D {
  const [batch, height, width] = images.shape, { kept, patches, fill } = mask;
  checkMask(images.size, [batch, height, width, 3], mask);
  const row = height / patches, column = width / patches, grid = patches * patches;
  const shown = Uint8Array.from({ length: batch * height * width }, (_, pixel) => {
    const x = pixel % width,
      y = Math.floor(pixel / width) % height,
      image = Math.floor(pixel / (width * height));
    return kept[image * grid + Math.floor(y / row) * patches + Math.floor(x / column)]!;
  });
  const condition = () => tf.tensor4d(shown, [batch, height, width, 1], "bool");
  const hide = differentiable(
    (x: tf.Tensor4D): tf.Tensor4D =>
      tf.where(
        condition(),
        x,
        fill === undefined
          ? tf.zerosLike(x)
          : tf.tensor4d(fill, fill.length === x.size ? x.shape : [batch, 1, 1, 3]),
      ),
    (upstream) => [tf.where(condition(), upstream, tf.zerosLike(upstream))],
  );
  return hide(images);
}
