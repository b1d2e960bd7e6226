import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { startCpu } from "../../src/backend/cpu.ts";
import { lossScale } from "../../src/train/loss_scale.ts";

/** Makes one update; returns the optimizer's gradient, or undefined if the update was skipped. */
async function told(
  scaling: ReturnType<typeof lossScale>,
  gradient: number[],
): Promise<number[] | undefined> {
  const gradients = new Map([["w", tf.tensor1d(gradient)], ["b", tf.tensor1d([0])]]);
  let seen: number[] | undefined;
  await scaling.update(gradients, (exact) => seen = [...exact.get("w")!.dataSync()]);
  tf.dispose([...gradients.values()]);
  return seen;
}

Deno.test("float32 and bfloat16 losses are not scaled, and no tensor is made", async () => {
  await startCpu();
  for (const precision of ["fp32", "bf16"] as const) {
    const scaling = lossScale(precision), before = tf.memory().numTensors;
    assert.equal(scaling.factor, 1);
    assert.deepEqual(await told(scaling, [1, Infinity]), [1, Infinity]);
    assert.equal(scaling.state(), undefined);
    assert.equal(tf.memory().numTensors, before);
  }
});

Deno.test("float16 updates use unscaled gradients, and skip those that are not finite", async () => {
  await startCpu();
  const scaling = lossScale("fp16"), before = tf.memory().numTensors;
  assert.deepEqual(await told(scaling, [65536, -2 * 65536]), [1, -2]);
  assert.equal(await told(scaling, [65536, NaN]), undefined);
  assert.equal(scaling.factor, 32768);
  assert.equal(await told(scaling, [-Infinity, 1]), undefined);
  assert.equal(scaling.factor, 16384);
  assert.deepEqual(await told(scaling, [16384, 0]), [1, 0]);
  assert.equal(tf.memory().numTensors, before);
});

// PyTorch 2.13's torch.amp.GradScaler("cpu"), infinite gradients in the updates 3 and 4 of 1, 2 …: 32768 after update 3,
// 16384 after update 4, 32768 after update 2004.
Deno.test("the float16 factor doubles after 2,000 updates, even across a checkpoint", async () => {
  await startCpu();
  let scaling = lossScale("fp16");
  for (let update = 1; update <= 2003; update++) {
    await told(scaling, [update === 3 || update === 4 ? Infinity : 1]);
    if (update === 1000) scaling = lossScale("fp16", scaling.state());
  }
  assert.equal(scaling.factor, 16384);
  await told(scaling, [1]);
  assert.equal(scaling.factor, 32768);
  assert.deepEqual(scaling.state(), { scale: 32768, steady: 0 });
});
