import assert from "node:assert/strict";
import { detectionRates, SCRATCH_RATES } from "../../src/detect/detection_rates.ts";
import { UsageError } from "../../src/errors.ts";

const WEIGHT = "model.0.conv.weight", SCALE = "model.0.bn.weight", BIAS = "model.0.bn.bias";
const close = (got: number, want: number) => assert.ok(Math.abs(got - want) < 1e-12, `${got}, ${want}`);

Deno.test("detectionRates() warms weights up from 0 and biases down from their start, then decays linearly", () => {
  const rate = detectionRates({ ...SCRATCH_RATES, epochs: 10 });
  assert.deepEqual([WEIGHT, SCALE, BIAS].map((name) => rate(0, 0, 100, name)), [0, 0, 0.1]);
  const full = 0.01 * (0.9 * 0.99 + 0.01);
  close(rate(1, 50, 100, WEIGHT), full / 2);
  close(rate(1, 50, 100, SCALE), full / 2);
  close(rate(1, 50, 100), full / 2);
  close(rate(1, 50, 100, BIAS), (0.1 + full) / 2);
  for (const name of [WEIGHT, BIAS]) {
    close(rate(3, 0, 100, name), 0.01 * (0.7 * 0.99 + 0.01));
    close(rate(9, 99, 100, name), 0.01 * (0.1 * 0.99 + 0.01));
  }
});

Deno.test("a warm-up takes at least 100 updates, and at most half of a short training", () => {
  const warm = (epochs: number, epoch: number, step: number, warmUp = 3) => {
    const rate = detectionRates({ ...SCRATCH_RATES, warmUp, epochs });
    return rate(epoch, step, 4, BIAS) !== rate(epoch, step, 4, WEIGHT);
  };
  assert.deepEqual([warm(100, 24, 3), warm(100, 25, 0)], [true, false]);
  assert.deepEqual([warm(4, 1, 3), warm(4, 2, 0)], [true, false]);
  assert.equal(warm(4, 0, 0, 0), false);
  assert.throws(() => detectionRates({ ...SCRATCH_RATES, learningRate: -1, epochs: 4 }), UsageError);
});
