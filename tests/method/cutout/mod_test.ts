import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../../../src/backend/mod.ts";
import { UsageError } from "../../../src/errors.ts";
import { cutout } from "../../../src/method/cutout/mod.ts";
import { randomStream } from "../../../src/random.ts";
import { deviceBatch, hiddenShares } from "../batches.ts";

await startBackend("cpu");

async function sharesOf(length: number | undefined, side: number): Promise<number[]> {
  const batch = deviceBatch(200, side), method = cutout(length === undefined ? {} : { length });
  const images = tf.tidy(() => method.batch!(batch, randomStream(1, "batch")).images);
  const shares = await hiddenShares({ ...batch, images });
  tf.dispose([batch.images, batch.targets, images]);
  return shares;
}

Deno.test("cutout hides one square in every image, clipped at the border", async () => {
  const shares = await sharesOf(8, 16);
  assert.equal(Math.max(...shares), 64 / 256);
  assert.equal(Math.min(...shares) >= 16 / 256, true); // a centre in the corner leaves a quarter of the square
  assert.ok(new Set(shares).size > 5);
});

Deno.test("cutout's square is half as long as the image by default", async () => {
  assert.deepEqual(await sharesOf(undefined, 16), await sharesOf(8, 16));
});

Deno.test("cutout rejects squares without pixels", () => {
  for (const length of [0, -1, 1.5]) assert.throws(() => cutout({ length }), UsageError);
});
