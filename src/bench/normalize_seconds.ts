/** Times normalisation and masking alone. */
import * as tf from "@tensorflow/tfjs-core";
import { normalizeAndMask } from "../backend/ops/mod.ts";
import { randomStream } from "../random.ts";
import { median } from "./median.ts";

/**
 * Measures how long a batch takes from its bytes to the network's input, with a third of its patches hidden.
 *
 * @param batch images
 * @param size pixels per side, a multiple of 4
 * @returns the median seconds on the running backend, after warming up
 */
export async function normalizeSeconds(batch: number, size: number): Promise<number> {
  const random = randomStream(0, "normalize"), seconds: number[] = [];
  const images = Uint8Array.from({ length: batch * size * size * 3 }, () => random.uint32() >>> 24);
  const kept = Uint8Array.from({ length: batch * 16 }, (_, patch) => patch % 3 === 0 ? 0 : 1);
  for (let run = -60; run < 20; run++) {
    const start = performance.now();
    const input = normalizeAndMask(images, [batch, size, size, 3], { mask: { kept, patches: 4 } });
    tf.dispose(tf.add(input, 0)); // a tensor is uploaded to the device on first use
    if (run >= 0) seconds.push((performance.now() - start) / 1000);
    await input.data();
    input.dispose();
  }
  return median(seconds);
}
