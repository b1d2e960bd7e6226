import assert from "node:assert/strict";
import { UsageError } from "../../src/errors.ts";
import { learningRateSchedule, PUBLISHED_STEPS } from "../../src/train/learning_rate.ts";

Deno.test("learningRateSchedule() multiplies from the start of each 1-based epoch", () => {
  const published = learningRateSchedule(PUBLISHED_STEPS, { base: 1, epochs: 200 });
  const changes = Array.from({ length: 200 }, (_, epoch) => epoch + 1)
    .filter((epoch) => epoch > 1 && published(epoch - 1) !== published(epoch - 2));
  assert.deepEqual(changes, [32, 62, 92]);
  assert.ok(Math.abs(published(199) - 0.001) < 1e-12);
  const halved = learningRateSchedule("step:at=2-3,factor=0.5", { base: 1, epochs: 4 });
  assert.deepEqual([0, 1, 2, 3].map((epoch) => halved(epoch)), [1, 0.5, 0.25, 0.25]);
});

Deno.test("learningRateSchedule() has the published steps by default, and can be constant", () => {
  const run = { base: 1, epochs: 120 };
  const byDefault = learningRateSchedule("step", run), published = learningRateSchedule(PUBLISHED_STEPS, run);
  for (let epoch = 0; epoch < 120; epoch++) assert.equal(byDefault(epoch), published(epoch));
  assert.equal(learningRateSchedule("constant", run)(1000), 1);
});

Deno.test("learningRateSchedule() rejects unknown schedules", () => {
  for (
    const text of [
      "",
      "poly",
      "cosine:warmup=120",
      "cosine:warmup=1.5",
      "cosine:min=2",
      "cosine:start=-1",
      "linear:min=2",
      "linear:at=3",
      "constant:at=3",
      "step:every=3",
      "step:at=0",
      "step:at=2.5",
      "step:at=a",
      "step:at=5-3",
      "step:at=5-5",
      "step:factor=2",
    ]
  ) {
    assert.throws(() => learningRateSchedule(text, { base: 1, epochs: 120 }), UsageError, text);
  }
});
