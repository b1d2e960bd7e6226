import assert from "node:assert/strict";
import { steadyBest } from "../../src/bench/matmul_rate.ts";

/** A measurement that gives these seconds, one after the other, and how many are left. */
function rounds(seconds: number[]) {
  return { measure: () => Promise.resolve(seconds.shift()!), left: () => seconds.length };
}

Deno.test("steadyBest() continues while the machine gets faster", async () => {
  const slowStart = rounds([5, 3, 2, 1.5, 1, 1, 1, 0.1]);
  assert.equal(await steadyBest(slowStart.measure, { patience: 2, limitSeconds: 100 }), 1);
  assert.equal(slowStart.left(), 1);
});

Deno.test("steadyBest() adds small gains up, and keeps a last small one as the best", async () => {
  const steps = rounds([1, 0.99, 0.97, 0.96, 0.965, 0.5]);
  assert.equal(await steadyBest(steps.measure, { patience: 2, gain: 0.02, limitSeconds: 100 }), 0.96);
  assert.equal(steps.left(), 1);
});

Deno.test("steadyBest() ends when its time is up", async () => {
  const slow = rounds([4, 3, 2, 1]);
  assert.equal(await steadyBest(slow.measure, { patience: 2, limitSeconds: 7 }), 3);
  assert.equal(slow.left(), 2);
});
