import assert from "node:assert/strict";
import { hold, holdLast, repeat, reverse, scheduleRatios } from "../../src/schedule/mod.ts";

const rising = (epoch: number): number => epoch / 10;

Deno.test("hold() holds every value for the given epochs", () => {
  assert.deepEqual(scheduleRatios(hold(rising, 3), 7), [0, 0, 0, 0.1, 0.1, 0.1, 0.2]);
});

Deno.test("repeat() starts again after its period", () => {
  assert.deepEqual(scheduleRatios(repeat(rising, 3), 7), [0, 0.1, 0.2, 0, 0.1, 0.2, 0]);
});

Deno.test("reverse() runs backwards and then holds", () => {
  assert.deepEqual(scheduleRatios(reverse(rising, 3), 5), [0.2, 0.1, 0, 0, 0]);
});

Deno.test("holdLast() stays at the last value", () => {
  assert.deepEqual(scheduleRatios(holdLast(rising, 2), 4), [0, 0.1, 0.1, 0.1]);
});

Deno.test("compositions can be nested: a falling wave whose values last two epochs", () => {
  const wave = hold(repeat(reverse(rising, 3), 3), 2);
  assert.deepEqual(scheduleRatios(wave, 8), [0.2, 0.2, 0.1, 0.1, 0, 0, 0.2, 0.2]);
});

Deno.test("reverse() twice is the schedule itself", () => {
  assert.deepEqual(scheduleRatios(reverse(reverse(rising, 4), 4), 4), scheduleRatios(rising, 4));
});
