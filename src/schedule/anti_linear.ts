import { reverse } from "./compose.ts";
import { linearSteps } from "./linear.ts";
import { inSteps, stepCount } from "./steps.ts";
import type { ScheduleEntry } from "./types.ts";

/** The linear schedule reversed, from hard to easy: a control for curricula. */
export const antiLinear: ScheduleEntry = {
  name: "anti-linear",
  summary: "falls evenly from the maximum to the minimum, in steps of four epochs (hard to easy)",
  defaultMin: 0,
  create: (options) => inSteps(reverse(linearSteps(options), stepCount(options.epochs)), options.epochs),
};
