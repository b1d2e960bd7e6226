/** The suite of schedules. */
import assert from "node:assert/strict";
import type { ScheduleEntry } from "../schedule/mod.ts";

/** Registers the tests of a schedule: its ratios are 0 ≤ r < 1, within their bounds, and reproducible. */
export function testSchedule(schedule: ScheduleEntry): void {
  const { name, defaultMin } = schedule;
  Deno.test(`the schedule ${name} keeps within its bounds, whatever the number of epochs`, () => {
    for (const epochs of [1, 2, 5, 30, 200]) {
      for (const max of [0, 0.4, 0.99]) {
        const options = { epochs, max, min: Math.min(defaultMin ?? 0, max) },
          ratio = schedule.create(options);
        for (let epoch = 0; epoch < 2 * epochs; epoch++) {
          const value = ratio(epoch);
          assert.ok(
            value >= 0 && value <= max,
            `epoch ${epoch} of ${epochs}: ${value}, with a maximum of ${max}`,
          );
        }
      }
    }
  });
  Deno.test(`the schedule ${name} gives an epoch the same ratio in any order, so that a run can be resumed`, () => {
    const options = { epochs: 10, max: 0.4, min: Math.min(defaultMin ?? 0, 0.4) };
    const forth = schedule.create(options), back = schedule.create(options);
    const ratios = Array.from({ length: 10 }, (_, epoch) => forth(epoch));
    for (let epoch = 9; epoch >= 0; epoch--) assert.equal(back(epoch), ratios[epoch], `epoch ${epoch}`);
  });
}
