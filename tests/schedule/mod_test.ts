import assert from "node:assert/strict";
import { UsageError } from "../../src/errors.ts";
import { createSchedule, DEFAULT_MAX, scheduleRatios, schedules } from "../../src/schedule/mod.ts";

const ratios = (name: string, options: { epochs: number; max?: number; min?: number }): number[] =>
  scheduleRatios(createSchedule(name, options), options.epochs);

Deno.test("every schedule stays within 0 … max for any number of epochs, and after the last", () => {
  for (const name of schedules.keys()) {
    for (let epochs = 1; epochs <= 41; epochs++) {
      const schedule = createSchedule(name, { epochs, max: 0.4 });
      for (let epoch = 0; epoch < epochs + 7; epoch++) {
        const ratio = schedule(epoch);
        assert.ok(ratio >= 0 && ratio <= 0.4 + 1e-15, `${name}, epoch ${epoch} of ${epochs}: ${ratio}`);
      }
    }
  }
});

Deno.test("one-way schedules reach their maximum once there are enough epochs", () => {
  for (const epochs of [1, 2, 5, 7, 8, 12, 40]) {
    for (const name of ["linear", "log", "exp"]) {
      assert.ok(
        Math.abs(ratios(name, { epochs, max: 0.5 }).at(-1)! - 0.5) < 1e-15,
        `${name}, ${epochs} epochs`,
      );
    }
    assert.equal(ratios("anti-linear", { epochs, max: 0.5 })[0], 0.5);
  }
});

Deno.test("one-way schedules are monotonic", () => {
  for (const epochs of [3, 7, 9, 37, 100]) {
    for (const name of ["linear", "log", "exp"]) {
      const values = ratios(name, { epochs, max: 0.6 });
      assert.deepEqual(values, [...values].sort((a, b) => a - b), `${name}, ${epochs} epochs`);
    }
    const falling = ratios("anti-linear", { epochs, max: 0.6 });
    assert.deepEqual(falling, [...falling].sort((a, b) => b - a));
  }
});

Deno.test("a short training still has a curriculum: under eight epochs, a step is one epoch", () => {
  assert.deepEqual(ratios("linear", { epochs: 3, max: 0.4 }), [0, 0.2, 0.4]);
  assert.deepEqual(ratios("anti-linear", { epochs: 3, max: 0.4 }), [0.4, 0.2, 0]);
  assert.deepEqual(ratios("log", { epochs: 2, max: 0.4 }), [0, 0.4]);
});

Deno.test("linear-repeat is the published cycle by default", () => {
  const cycle = [0.07, 0.13453559925002048, 0.2132338798233318, 0.31238198766112973, DEFAULT_MAX];
  ratios("linear-repeat", { epochs: 12 }).forEach((ratio, epoch) => {
    assert.ok(Math.abs(ratio - cycle[epoch % 5]!) < 1e-15);
  });
});

Deno.test("linear-cycle rises evenly and starts again", () => {
  assert.deepEqual(ratios("linear-cycle", { epochs: 7, max: 0.5, min: 0 }), [
    0,
    0.125,
    0.25,
    0.375,
    0.5,
    0,
    0.125,
  ]);
});

Deno.test("a default minimum never exceeds the maximum", () => {
  assert.deepEqual(ratios("linear-cycle", { epochs: 2, max: 0.05 }), [0.05, 0.05]);
});

Deno.test("constant ignores a minimum", () => {
  assert.deepEqual(ratios("constant", { epochs: 2, max: 0.3, min: 0.9 }), [0.3, 0.3]);
});

Deno.test("createSchedule() rejects invalid options with the value and the remedy", () => {
  const refused = (
    name: string,
    options: { epochs: number; max?: number; min?: number },
    text: RegExp,
  ): void =>
    assert.throws(() => createSchedule(name, options), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, text);
      return true;
    });
  refused(
    "cosine",
    { epochs: 5 },
    /Unknown schedule "cosine": choose one of "constant", .*"linear-cycle"/,
  );
  refused("linear", { epochs: 0 }, /of 0 epochs: give a whole number from 1/);
  refused("linear", { epochs: 2.5 }, /of 2\.5 epochs/);
  refused("linear", { epochs: NaN }, /of NaN epochs/);
  refused("linear", { epochs: 5, max: 1 }, /0 ≤ max < 1, not 1/);
  refused("linear", { epochs: 5, max: NaN }, /not NaN/);
  refused("linear", { epochs: 5, max: 0.5, min: -0.1 }, /0 ≤ min < 1, not -0\.1/);
  refused("linear", { epochs: 5, max: 0.4, min: 0.5 }, /from min 0\.5 up to max 0\.4/);
});
