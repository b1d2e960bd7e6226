import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../../src/errors.ts";
import { hideBox, hidePixels } from "../../src/masking/pixel_boxes.ts";
import { testOnEachBackend } from "../backend/each_backend.ts";

testOnEachBackend("hidePixels() sets hidden pixels to exactly 0, or to their fill", async () => {
  const images = tf.tensor4d(Float32Array.from({ length: 24 }, (_, k) => k - 12.5), [2, 2, 2, 3]);
  const kept = new Uint8Array(8).fill(1);
  hideBox(kept, 1, [2, 2], { top: 0, left: 1, bottom: 2, right: 2 });
  assert.deepEqual([...kept], [1, 1, 1, 1, 1, 0, 1, 0]);
  const hidden = hidePixels(images, kept);
  const wanted = (fill: number) =>
    Float32Array.from({ length: 24 }, (_, k) => kept[Math.floor(k / 3)] === 1 ? k - 12.5 : fill);
  assert.deepEqual(Float32Array.from(await hidden.data()).map((x) => x + 0), wanted(0));
  const fill = Float32Array.from({ length: 24 }, (_, k) => kept[Math.floor(k / 3)] === 1 ? 0 : 7);
  const filled = hidePixels(images, kept, fill);
  assert.deepEqual(Float32Array.from(await filled.data()), wanted(7));
  assert.throws(() => hidePixels(images, new Uint8Array(4)), UsageError);
  tf.dispose([images, hidden, filled]);
});
