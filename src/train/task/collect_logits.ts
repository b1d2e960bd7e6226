/** Collects the logits of an evaluation, batch by batch. */
import type { Tensor2D } from "@tensorflow/tfjs-core";
import type { Evaluation, Judge } from "./types.ts";

/** Images per forward pass in a classifier's evaluation. */
export const LOGITS_BATCH = 256;

/**
 * Collects logits and judges all of them at the end.
 *
 * @param images the number of images
 * @param judge judges float32 [images, classes]
 */
export function collectLogits(
  images: number,
  classes: number,
  judge: (logits: Float32Array) => Evaluation,
): Judge<Tensor2D> {
  const logits = new Float32Array(images * classes);
  let at = 0;
  return {
    async add(output) {
      const own = await output.data();
      logits.set(own, at);
      at += own.length;
    },
    result: () => judge(logits),
  };
}
