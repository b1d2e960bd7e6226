/**
 * Schedules of the masking ratio: how much of an image is hidden in which epoch.
 *
 * @module
 */
import { UsageError } from "../errors.ts";
import { findDefinition, marked } from "../extension.ts";
import type { OwnFile, RuntimeText } from "../spec.ts";
import { antiLinear } from "./anti_linear.ts";
import { constant } from "./constant.ts";
import { exp } from "./exp.ts";
import { linear } from "./linear.ts";
import { linearCycle } from "./linear_cycle.ts";
import { linearRepeat } from "./linear_repeat.ts";
import { log } from "./log.ts";
import type { RatioSchedule, ScheduleEntry } from "./types.ts";

export { hold, holdLast, repeat, reverse } from "./compose.ts";
export type { RatioSchedule, ScheduleEntry, ScheduleOptions } from "./types.ts";

/** A new schedule is a file and one line here. */
const all = {
  constant,
  linear,
  log,
  exp,
  "anti-linear": antiLinear,
  "linear-repeat": linearRepeat,
  "linear-cycle": linearCycle,
};

/** The name of a schedule. */
export type ScheduleName = keyof typeof all;

/** All schedules by name. */
export const schedules: ReadonlyMap<string, ScheduleEntry> = new Map(Object.entries(all));

/** The largest accepted number of epochs; a larger one must be a typing error. */
const MOST_EPOCHS = 1_000_000;

/** The highest ratio of the published schedule for CIFAR. */
export const DEFAULT_MAX = 0.4036067977500615;

/**
 * Finds the entry of a schedule.
 *
 * @throws {UsageError} on an unknown name; the message lists the known ones
 */
export function findSchedule(name: string): ScheduleEntry {
  return findDefinition("schedule", name, schedules.values());
}

/**
 * Declares a schedule of the masking ratio.
 *
 * @example
 * ```ts
 * import { defineSchedule } from "./mod.ts";
 *
 * const half = defineSchedule({
 *   name: "half",
 *   summary: "half of the largest ratio, always",
 *   defaultMin: undefined,
 *   create: ({ max }) => () => max / 2,
 * });
 * console.assert(half.create({ epochs: 3, max: 0.4, min: 0 })(0) === 0.2);
 * ```
 */
export const defineSchedule = (definition: ScheduleEntry): ScheduleEntry => marked("schedule", definition);

/**
 * Creates the schedule with a name.
 *
 * @param name one of {@linkcode schedules}, or a file of your own that is loaded
 * @param options.epochs epochs of the training, a whole number ≥ 1, over which the one-way schedules spread
 * @param options.max the highest ratio, 0 ≤ max < 1; 0.4036067977500615 if left out
 * @param options.min the lowest ratio, 0 ≤ min ≤ max; by default the schedule's own (0.07 for the published
 * cycle), but never above `max`; schedules without a minimum ignore it
 * @returns the ratio of each epoch; after the last epoch the cycles continue and the others hold their last
 * value
 * @throws {UsageError} on an unknown name or a number outside its range
 *
 * @example
 * ```ts
 * import { createSchedule } from "./mod.ts";
 *
 * const ratio = createSchedule("linear-cycle", { epochs: 10, max: 0.4, min: 0 });
 * console.assert(ratio(0) === 0 && ratio(4) === 0.4 && ratio(5) === 0);
 * ```
 */
export function createSchedule<T extends string = never>(
  name: ScheduleName | OwnFile | RuntimeText<T>,
  { epochs, max = DEFAULT_MAX, min }: { epochs: number; max?: number | undefined; min?: number | undefined },
): RatioSchedule {
  const entry = findSchedule(name);
  if (!Number.isInteger(epochs) || epochs < 1 || epochs > MOST_EPOCHS) {
    throw new UsageError(
      `Cannot make a schedule of ${epochs} epochs: give a whole number from 1 to ${MOST_EPOCHS}`,
    );
  }
  checkBound("max", max);
  if (entry.defaultMin === undefined) return entry.create({ epochs, max, min: 0 });
  const lowest = min ?? Math.min(entry.defaultMin, max);
  checkBound("min", lowest);
  if (lowest > max) {
    throw new UsageError(`Cannot go from min ${lowest} up to max ${max}: min must not be above max`);
  }
  return entry.create({ epochs, max, min: lowest });
}

/**
 * Lists the values of a schedule.
 *
 * @param schedule the schedule
 * @param epochs the number of values
 * @returns the ratios of epochs 0 … epochs-1
 *
 * @example
 * ```ts
 * import { createSchedule, scheduleRatios } from "./mod.ts";
 *
 * const ratios = scheduleRatios(createSchedule("constant", { epochs: 3, max: 0.5 }), 3);
 * console.assert(ratios.join() === "0.5,0.5,0.5");
 * ```
 */
export function scheduleRatios(schedule: RatioSchedule, epochs: number): number[] {
  return Array.from({ length: epochs }, (_, epoch) => schedule(epoch));
}

function checkBound(what: string, ratio: number): void {
  if (ratio >= 0 && ratio < 1) return;
  throw new UsageError(`The schedule's ${what} must be 0 ≤ ${what} < 1, not ${ratio}`);
}
