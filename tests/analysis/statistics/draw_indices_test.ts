import assert from "node:assert/strict";
import { drawIndices } from "../../../src/analysis/statistics/draw_indices.ts";
import { randomStream } from "../../../src/random.ts";

Deno.test("drawIndices() draws every index equally often, even if the count does not divide 65,536", () => {
  for (const n of [1, 7, 300, 65536]) {
    const indices = new Uint32Array(200_000), counts = new Float64Array(Math.min(n, 100));
    drawIndices(indices, n, randomStream(1, `n=${n}`));
    for (const index of indices) {
      assert.ok(index < n);
      counts[Math.floor(index * counts.length / n)]!++;
    }
    const expected = indices.length / counts.length, freedom = counts.length - 1;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    assert.ok(chiSquare < freedom + 5 * Math.sqrt(2 * freedom) + 1, `chi-square ${chiSquare} for n = ${n}`);
  }
});

Deno.test("drawIndices() reaches beyond 16 bits", () => {
  const indices = new Uint32Array(1000);
  drawIndices(indices, 1_000_000, randomStream(1, "large"));
  assert.ok(Math.max(...indices) > 900_000 && Math.max(...indices) < 1_000_000);
});
