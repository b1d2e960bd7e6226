import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../../../src/errors.ts";
import { cutmix } from "../../../src/method/cutmix/mod.ts";
import { randomStream } from "../../../src/random.ts";
import { testOnEachBackend } from "../../backend/each_backend.ts";
import { deviceBatch, imagesOf } from "../batches.ts";

testOnEachBackend(
  "cutmix pastes a rectangle of another image, and the same share of its target",
  async () => {
    const method = cutmix({ probability: 1 }), random = randomStream(1, "batch");
    let mixed = 0;
    for (let step = 0; step < 10; step++) {
      const batch = deviceBatch(4, 8);
      const [images, targets] = tf.tidy(() => {
        const made = method.batch!(batch, random);
        return [made.images, made.targets];
      }) as [tf.Tensor4D, tf.Tensor2D];
      const rows = await targets.array();
      for (const [k, image] of (await imagesOf({ ...batch, images })).entries()) {
        rows[k]!.forEach((share, label) => {
          const pixels = image.filter((value) => value === label + 1).length / image.length;
          assert.ok(Math.abs(pixels - share) < 1e-6, `${pixels} of class ${label}, target ${share}`);
          if (label !== k && share > 0) mixed++;
        });
      }
      tf.dispose([batch.images, batch.targets, images, targets]);
    }
    assert.ok(mixed > 10);
  },
);

testOnEachBackend("cutmix leaves about half of the batches unchanged by default", () => {
  const method = cutmix(), random = randomStream(1, "batch"), batch = deviceBatch(2, 2);
  let same = 0;
  for (let step = 0; step < 200; step++) {
    tf.tidy(() => {
      if (method.batch!(batch, random).images === batch.images) same++;
    });
  }
  assert.ok(Math.abs(same / 200 - 0.5) < 4.5 * Math.sqrt(0.25 / 200), `${same}`);
  tf.dispose([batch.images, batch.targets]);
  return Promise.resolve();
});

Deno.test("cutmix rejects an invalid alpha", () => {
  assert.throws(() => cutmix({ alpha: 0 }), UsageError);
});
