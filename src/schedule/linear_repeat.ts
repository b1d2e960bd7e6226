import { repeat } from "./compose.ts";
import type { ScheduleEntry } from "./types.ts";

/** The Fibonacci numbers from which the published steps two to five follow. */
const FIBONACCI = [2, 3, 5, 8];

/**
 * The published schedule of the method: the minimum, then max·ln(f)/ln(8) for f = 2, 3, 5, 8, repeated.
 * Despite its name it is not quite linear; `linear-cycle` is.
 */
export const linearRepeat: ScheduleEntry = {
  name: "linear-repeat",
  summary: "the published cycle of five epochs, from logarithms of Fibonacci numbers",
  defaultMin: 0.07,
  create: ({ max, min }) => {
    const cycle = [min, ...FIBONACCI.map((f) => max * (Math.log(f) / Math.log(8)))];
    return repeat((epoch) => cycle[epoch]!, cycle.length);
  },
};
