import assert from "node:assert/strict";
import { detectionRates, SCRATCH_RATES } from "../../src/detect/rates.ts";
import { UsageError } from "../../src/errors.ts";

const NAMES = ["model.0.conv.weight", "model.0.bn.weight", "model.0.bn.bias"];
const close = (got: unknown, want: number) =>
  assert.ok(Math.abs(got as number - want) < 1e-12, `${got}, ${want}`);

Deno.test("detectionRates() warms weights up from 0 and biases down from their start, and then falls in a line", () => {
  const rates = detectionRates(NAMES, { ...SCRATCH_RATES, epochs: 10, steps: 100 });
  const first = rates(0, 0) as Map<string, number>;
  assert.deepEqual([...first.values()], [0, 0, 0.1]);
  const half = rates(1, 50) as Map<string, number>, full = 0.01 * (0.9 * 0.99 + 0.01);
  close(half.get("model.0.conv.weight"), full / 2);
  close(half.get("model.0.bn.weight"), full / 2);
  close(half.get("model.0.bn.bias"), (0.1 + full) / 2);
  close(rates(3, 0), 0.01 * (0.7 * 0.99 + 0.01));
  close(rates(9, 99), 0.01 * (0.1 * 0.99 + 0.01));
});

Deno.test("a warm-up takes at least 100 updates, and at most half of a short training", () => {
  const long = detectionRates(NAMES, { ...SCRATCH_RATES, epochs: 100, steps: 4 });
  assert.ok(long(24, 3) instanceof Map && typeof long(25, 0) === "number");
  const short = detectionRates(NAMES, { ...SCRATCH_RATES, epochs: 4, steps: 4 });
  assert.ok(short(1, 3) instanceof Map && typeof short(2, 0) === "number");
  assert.equal(
    typeof detectionRates(NAMES, { ...SCRATCH_RATES, warmUp: 0, epochs: 4, steps: 4 })(0, 0),
    "number",
  );
  assert.throws(
    () => detectionRates(NAMES, { ...SCRATCH_RATES, learningRate: -1, epochs: 4, steps: 4 }),
    UsageError,
  );
});
