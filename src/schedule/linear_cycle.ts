import { repeat } from "./compose.ts";
import { interpolate } from "./linear.ts";
import type { ScheduleEntry } from "./types.ts";

/** Epochs per cycle, as in `linear-repeat`. */
const PERIOD = 5;

/** A cycle that rises evenly from the minimum to the maximum. */
export const linearCycle: ScheduleEntry = {
  name: "linear-cycle",
  summary: "a truly linear cycle of five epochs from the minimum to the maximum",
  defaultMin: 0.07,
  create: ({ max, min }) => repeat((epoch) => interpolate(min, max, epoch / (PERIOD - 1)), PERIOD),
};
