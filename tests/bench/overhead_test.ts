import assert from "node:assert/strict";
import { startBackend } from "../../src/backend/mod.ts";
import { extrapolate, maskSeconds, measureMasking } from "../../src/bench/overhead.ts";

Deno.test("measureMasking() times every part and counts the bytes of salience and masks", async () => {
  await startBackend("cpu");
  const cost = await measureMasking(8, 4);
  assert.equal(cost.salience_bytes_per_image, 64);
  assert.equal(cost.mask_bytes_per_step, 64);
  for (const [name, value] of Object.entries(cost)) {
    assert.ok(Number.isFinite(value) && value > 0, `${name}: ${value}`);
  }
});

Deno.test("extrapolate() shows its arithmetic", () => {
  const cost = {
    size: 224,
    batch: 8,
    salience_seconds_per_image: 500e-6,
    salience_seconds_per_image_all_cores: 250e-6,
    draw_seconds_per_image: 2e-6,
    normalize_seconds_per_image: 100e-6,
    normalize_and_mask_seconds_per_image: 108e-6,
    salience_bytes_per_image: 64,
    mask_bytes_per_step: 128,
  };
  assert.ok(Math.abs(maskSeconds(cost) - 10e-6) < 1e-12);
  const { arithmetic, ...numbers } = extrapolate(cost, 1_000_000);
  assert.deepEqual(arithmetic, [
    "salience once: 1,000,000 × 500.0 µs = 8 min on one thread",
    "masks per epoch: 1,000,000 × 10.0 µs = 10 s",
    "kept: 1,000,000 × 64 B = 61 MiB",
  ]);
  assert.deepEqual(
    { ...numbers, mask_seconds_per_epoch: Math.round(numbers.mask_seconds_per_epoch) },
    { salience_seconds: 500, mask_seconds_per_epoch: 10, salience_bytes: 64_000_000 },
  );
});
