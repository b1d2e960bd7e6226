import { inSteps, stepCount } from "./steps.ts";
import type { ScheduleEntry } from "./types.ts";

/**
 * The logarithmic schedule, which rises fast at first: r_i = max·ln(i)/ln(K), i = 1 … K, so it begins at 0.
 * If K is 1, it is the maximum.
 */
export const log: ScheduleEntry = {
  name: "log",
  summary: "rises logarithmically from 0 to the maximum, in steps of four epochs",
  defaultMin: undefined,
  create: ({ max, epochs }) => {
    const steps = stepCount(epochs);
    return inSteps((step) => steps === 1 ? max : max * (Math.log(step + 1) / Math.log(steps)), epochs);
  },
};
