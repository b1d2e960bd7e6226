/** Functions that turn one schedule into another. */
import type { RatioSchedule } from "./types.ts";

/**
 * Holds every value of a schedule for some epochs.
 *
 * @param schedule read as a list of steps
 * @param epochs how long each step lasts, ≥ 1
 * @returns a schedule that moves `epochs` times more slowly
 *
 * @example
 * ```ts
 * import { hold } from "./compose.ts";
 *
 * const slow = hold((step) => 0.1 * step, 4);
 * console.assert(slow(3) === 0 && slow(4) === 0.1);
 * ```
 */
export function hold(schedule: RatioSchedule, epochs: number): RatioSchedule {
  return (epoch) => schedule(Math.floor(epoch / epochs));
}

/**
 * Repeats the beginning of a schedule forever.
 *
 * @param schedule its first `period` epochs are repeated
 * @param period epochs per cycle, ≥ 1
 * @returns a periodic schedule
 *
 * @example
 * ```ts
 * import { repeat } from "./compose.ts";
 *
 * const waves = repeat((epoch) => 0.1 * epoch, 5);
 * console.assert(waves(5) === 0 && waves(11) === 0.1);
 * ```
 */
export function repeat(schedule: RatioSchedule, period: number): RatioSchedule {
  return (epoch) => schedule(epoch % period);
}

/**
 * Runs the first `epochs` epochs of a schedule backwards, then holds the last value.
 *
 * @param schedule the schedule to reverse
 * @param epochs how many of its epochs
 * @returns hard to easy where `schedule` goes from easy to hard
 *
 * @example
 * ```ts
 * import { reverse } from "./compose.ts";
 *
 * const falling = reverse((epoch) => 0.1 * epoch, 3);
 * console.assert(falling(0) === 0.2 && falling(2) === 0 && falling(9) === 0);
 * ```
 */
export function reverse(schedule: RatioSchedule, epochs: number): RatioSchedule {
  return (epoch) => schedule(Math.max(epochs - 1 - epoch, 0));
}

/**
 * Follows a schedule for some epochs, then holds its last value.
 *
 * @param schedule followed for its first `epochs` epochs
 * @param epochs ≥ 1
 * @returns a schedule that is defined for every epoch
 */
export function holdLast(schedule: RatioSchedule, epochs: number): RatioSchedule {
  return (epoch) => schedule(Math.min(epoch, epochs - 1));
}
