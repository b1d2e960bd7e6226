import assert from "node:assert/strict";
import { steadyBest } from "../../src/bench/matmul_rate.ts";

/** A measurement that gives these seconds, one after the other, and how many are left. */
function rounds(seconds: number[]) {
  return { measure: () => Promise.resolve(seconds.shift()!), left: () => seconds.length };
}

Deno.test("steadyBest() goes on while the machine gets faster", async () => {
  const slowStart = rounds([5, 3, 2, 1.5, 1, 1, 1, 0.1]);
  assert.equal(await steadyBest(slowStart.measure, { patience: 2, limitSeconds: 100 }), 1);
  assert.equal(slowStart.left(), 1);
});

Deno.test("steadyBest() takes small steps together for a gain, and a last small one for the best", async () => {
  const steps = rounds([1, 0.99, 0.97, 0.96, 0.965, 0.5]);
  assert.equal(await steadyBest(steps.measure, { patience: 2, gain: 0.02, limitSeconds: 100 }), 0.96);
  assert.equal(steps.left(), 1);
});

Deno.test("steadyBest() ends once its rounds took the time that it has", async () => {
  const slow = rounds([4, 3, 2, 1]);
  assert.equal(await steadyBest(slow.measure, { patience: 2, limitSeconds: 7 }), 3);
  assert.equal(slow.left(), 2);
});
