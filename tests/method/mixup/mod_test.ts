import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../../../src/errors.ts";
import { mixup, symmetricBeta } from "../../../src/method/mixup/mod.ts";
import { randomStream } from "../../../src/random.ts";
import { testOnEachBackend } from "../../backend/each_backend.ts";
import { deviceBatch, imagesOf } from "../batches.ts";

testOnEachBackend("mixup mixes images and targets in the same proportion", async () => {
  const batch = deviceBatch(4, 2), before = tf.memory().numTensors;
  const known = tf.tensor2d([0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], [4, 4]);
  const [images, targets, mixedKnown] = tf.tidy(() => {
    const made = mixup().batch!({ ...batch, known }, randomStream(3, "batch"));
    return [made.images, made.targets, made.known!];
  }) as [tf.Tensor4D, tf.Tensor2D, tf.Tensor2D];
  assert.equal(tf.memory().numTensors, before + 4);
  const rows = await targets.array(), unknown = await mixedKnown.array();
  for (const [k, image] of (await imagesOf({ ...batch, images })).entries()) {
    assert.ok(Math.abs(rows[k]!.reduce((a, b) => a + b) - 1) < 1e-6);
    // Image k was k + 1 everywhere, so its pixels show what it is mixed from.
    const wanted = rows[k]!.reduce((sum, share, label) => sum + share * (label + 1), 0);
    assert.ok(image.every((value) => Math.abs(value - wanted) < 1e-5));
    assert.equal(
      unknown[k]![0],
      rows[k]![0] === 0 ? 1 : 0,
      "what one of two does not know, their mixture does not",
    );
  }
  assert.ok(rows.some((row) => row.filter((share) => share > 0).length === 2));
  tf.dispose([batch.images, batch.targets, known, images, targets, mixedKnown]);
});

Deno.test("symmetricBeta() has mean ½ and the variance of Beta(α, α)", () => {
  for (const alpha of [0.05, 0.2, 1, 4]) {
    const random = randomStream(1, `beta/${alpha}`), draws = 20_000;
    const values = Array.from({ length: draws }, () => symmetricBeta(alpha, random));
    assert.ok(values.every((value) => value >= 0 && value <= 1));
    const mean = values.reduce((a, b) => a + b) / draws;
    const variance = values.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / draws;
    const wanted = 1 / (4 * (2 * alpha + 1));
    assert.ok(Math.abs(mean - 0.5) < 4.5 * Math.sqrt(wanted / draws), `mean ${mean} for ${alpha}`);
    assert.ok(Math.abs(variance / wanted - 1) < 0.05, `variance ${variance} for ${alpha}`);
  }
  assert.throws(() => symmetricBeta(0, randomStream(1, "beta")), UsageError);
  assert.throws(() => mixup({ alpha: -1 }), UsageError);
});
