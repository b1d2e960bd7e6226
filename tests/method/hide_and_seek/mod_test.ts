import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../../../src/backend/mod.ts";
import { UsageError } from "../../../src/errors.ts";
import { hideAndSeek } from "../../../src/method/hide_and_seek/mod.ts";
import { createMethod } from "../../../src/method/mod.ts";
import { randomStream } from "../../../src/random.ts";
import { deviceBatch, hiddenShares } from "../batches.ts";

await startBackend("cpu");

async function sharesOf(spec: string): Promise<number[]> {
  const batch = deviceBatch(400, 16);
  const images = tf.tidy(() => createMethod(spec).batch!(batch, randomStream(1, "batch")).images);
  const shares = await hiddenShares({ ...batch, images });
  tf.dispose([batch.images, batch.targets, images]);
  return shares;
}

const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;

Deno.test("hide_and_seek hides cells with probability ½", async () => {
  const shares = await sharesOf("hide_and_seek:cells=4");
  assert.ok(shares.every((share) => Number.isInteger(share * 16)));
  assert.ok(Math.abs(mean(shares) - 0.5) < 4.5 * Math.sqrt(0.25 / (16 * 400)), `${mean(shares)}`);
});

Deno.test("hide_and_seek leaves a fifth of the images whole by default", async () => {
  const whole = (await sharesOf("hide_and_seek")).filter((share) => share === 0).length / 400;
  // Of the others, whose cells are at least 3×4 of 16 pixels, few have no hidden cell by chance.
  assert.ok(whole > 0.15 && whole < 0.3, `${whole}`);
});

Deno.test("hide_and_seek rejects cells that are not whole numbers of pixels", () => {
  for (const cells of [[], [1.5], [-4]]) assert.throws(() => hideAndSeek({ cells }), UsageError);
  for (const cells of ["4-", "a", "4--8"]) {
    assert.throws(() => createMethod(`hide_and_seek:cells=${cells}`), UsageError);
  }
  assert.equal(createMethod("hide_and_seek:cells=0-4").name, "hide_and_seek:cells=0-4");
});
