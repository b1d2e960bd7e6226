/** The logits of an evaluation, batch by batch. */
import type { Tensor2D } from "@tensorflow/tfjs-core";
import type { Evaluation, Judge } from "./types.ts";

/** Images per pass of a classifier's evaluation. */
export const LOGITS_BATCH = 256;

/**
 * Collects logits, and has all of them judged.
 *
 * @param images how many there will be
 * @param judge of float32 [images, classes]
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
