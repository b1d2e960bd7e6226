import { repeat } from "./compose.ts";
import type { ScheduleEntry } from "./types.ts";

/** The Fibonacci numbers behind the published steps two to five. */
const FIBONACCI = [2, 3, 5, 8];

/**
 * The schedule that the method is published with: the minimum, then max·ln(f)/ln(8) for f = 2, 3, 5, 8, again and
 * again. For all its name it is not quite linear; `linear-cycle` is.
 */
export const linearRepeat: ScheduleEntry = {
  name: "linear-repeat",
  summary: "the published cycle of five epochs, on logarithms of Fibonacci numbers",
  defaultMin: 0.07,
  create: ({ max, min }) => {
    const cycle = [min, ...FIBONACCI.map((f) => max * (Math.log(f) / Math.log(8)))];
    return repeat((epoch) => cycle[epoch]!, cycle.length);
  },
};
