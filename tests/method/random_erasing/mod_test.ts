import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../../../src/backend/mod.ts";
import { UsageError } from "../../../src/errors.ts";
import { randomErasing, type RandomErasingOptions } from "../../../src/method/random_erasing/mod.ts";
import { randomStream } from "../../../src/random.ts";
import { deviceBatch, hiddenShares, imagesOf } from "../batches.ts";

await startBackend("cpu");

async function erased<T>(
  options: Partial<RandomErasingOptions>,
  look: (batch: ReturnType<typeof deviceBatch>) => Promise<T>,
): Promise<T> {
  const batch = deviceBatch(300, 16);
  const images = tf.tidy(() => randomErasing(options).batch!(batch, randomStream(1, "batch")).images);
  const seen = await look({ ...batch, images });
  tf.dispose([batch.images, batch.targets, images]);
  return seen;
}

Deno.test("random_erasing erases in half of the images, 2 to 40 percent of them", async () => {
  const shares = await erased({ fill: "zero" }, hiddenShares), hit = shares.filter((share) => share > 0);
  assert.ok(Math.abs(hit.length / 300 - 0.5) < 4.5 * Math.sqrt(0.25 / 300), `${hit.length}`);
  // Rounding to whole pixels moves a share by a few percent of 256.
  assert.ok(Math.min(...hit) > 0.01 && Math.max(...hit) < 0.45 && Math.max(...hit) > 0.3);
});

Deno.test("random_erasing fills with independent numbers over the range of pixels", async () => {
  const images = await erased({ probability: 1 }, imagesOf);
  for (const [k, image] of images.entries()) {
    const filled = image.filter((value) => value !== k + 1);
    assert.ok(filled.length > 0 && filled.every((value) => value >= -1 && value <= 1));
    assert.ok(new Set(filled).size > filled.length / 2);
  }
});

Deno.test("random_erasing rejects impossible areas and shapes", () => {
  for (
    const wrong of [{ minArea: 0 }, { minArea: 0.5 }, { maxArea: 1 }, { minAspect: 0 }, { minAspect: 2 }]
  ) {
    assert.throws(() => randomErasing(wrong), UsageError);
  }
});
