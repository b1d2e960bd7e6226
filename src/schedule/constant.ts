import type { ScheduleEntry } from "./types.ts";

/** No curriculum: the maximum in every epoch. */
export const constant: ScheduleEntry = {
  name: "constant",
  summary: "the maximum in every epoch (no curriculum)",
  defaultMin: undefined,
  create: ({ max }) => () => max,
};
