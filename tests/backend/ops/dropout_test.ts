import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { dropout, dropPath } from "../../../src/backend/ops/mod.ts";
import { startBackend } from "../../../src/backend/mod.ts";
import { UsageError } from "../../../src/errors.ts";
import { randomStream } from "../../../src/random.ts";
import { testOnEachBackend } from "../each_backend.ts";

testOnEachBackend("dropout() draws the same mask on every backend, and scales what it keeps", async () => {
  const x = tf.ones([2, 8]);
  const before = tf.memory().numTensors;
  const y = dropout(x, { rate: 0.75, random: randomStream(1, "test") });
  assert.equal(tf.memory().numTensors, before + 1);
  const draws = randomStream(1, "test");
  const want = Array.from({ length: 16 }, () => draws.uint32() / 2 ** 32 < 0.75 ? 0 : 4);
  assert.deepEqual([...await y.data()], want);
  tf.dispose([x, y]);
});

testOnEachBackend("dropPath() drops whole samples", async () => {
  const x = tf.ones([64, 3, 2]);
  const y = dropPath(x, { rate: 0.5, random: randomStream(1, "test") });
  const values = await y.data();
  const kept = new Set<number>();
  for (let sample = 0; sample < 64; sample++) {
    const own = new Set(values.slice(sample * 6, sample * 6 + 6));
    assert.equal(own.size, 1);
    kept.add([...own][0]!);
  }
  assert.deepEqual([...kept].sort(), [0, 2]);
  tf.dispose([x, y]);
});

Deno.test("dropout() keeps the requested share", async () => {
  await startBackend("cpu");
  const count = 100_000, rate = 0.3;
  const values = dropout(tf.ones([count]), { rate, random: randomStream(2, "test") }).dataSync();
  const dropped = values.filter((value) => value === 0).length / count;
  assert.ok(Math.abs(dropped - rate) < 4.5 * Math.sqrt(rate * (1 - rate) / count));
});

Deno.test("dropout() and dropPath() change nothing at inference and at rate 0", async () => {
  await startBackend("cpu");
  const x = tf.ones([2, 3]), random = randomStream(1, "test"), before = random.state();
  for (const drop of [dropout, dropPath]) {
    assert.equal(drop(x, { rate: 0.5, random: undefined }), x);
    assert.equal(drop(x, { rate: 0, random }), x);
  }
  assert.deepEqual(random.state(), before);
});

Deno.test("dropout() rejects rates outside their range", async () => {
  await startBackend("cpu");
  for (const rate of [-0.1, 1, NaN]) {
    assert.throws(() => dropout(tf.ones([2]), { rate, random: undefined }), UsageError);
  }
});
