import { inSteps, stepCount } from "./steps.ts";
import type { RatioSchedule, ScheduleEntry, ScheduleOptions } from "./types.ts";

/** Interpolates linearly and exactly at both ends, so that rounding does not cost a patch at the maximum. */
export function interpolate(from: number, to: number, share: number): number {
  return (1 - share) * from + share * to;
}

/** Returns the K steps from minimum to maximum: r_i = min + (max - min)·i/(K - 1); the maximum if K is 1. */
export function linearSteps({ max, min, epochs }: ScheduleOptions): RatioSchedule {
  const last = stepCount(epochs) - 1;
  return (step) => interpolate(min, max, last === 0 ? 1 : step / last);
}

/** The linear schedule, from easy to hard. */
export const linear: ScheduleEntry = {
  name: "linear",
  summary: "rises evenly from the minimum to the maximum, in steps of four epochs",
  defaultMin: 0,
  create: (options) => inSteps(linearSteps(options), options.epochs),
};
