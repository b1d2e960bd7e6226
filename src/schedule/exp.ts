import { inSteps, stepLength } from "./steps.ts";
import type { ScheduleEntry } from "./types.ts";

/** The growth per step of the published ablation. */
const RATE = 0.148;

/**
 * The exponential schedule, which rises slowly at first: r_i = max·e^(0.148·i) / e^(0.148·(epochs/4 - 1)),
 * i = 0 … K-1. epochs/4 is not rounded, so the maximum is reached only if the steps fill the epochs.
 */
export const exp: ScheduleEntry = {
  name: "exp",
  summary: "rises exponentially to the maximum, in steps of four epochs",
  defaultMin: undefined,
  create: ({ max, epochs }) => {
    const last = Math.exp(RATE * (epochs / stepLength(epochs) - 1));
    return inSteps((step) => max * (Math.exp(RATE * step) / last), epochs);
  },
};
