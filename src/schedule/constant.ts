import type { ScheduleEntry } from "./types.ts";

/** The constant schedule: the maximum in every epoch, no curriculum. */
export const constant: ScheduleEntry = {
  name: "constant",
  summary: "the maximum in every epoch (no curriculum)",
  defaultMin: undefined,
  create: ({ max }) => () => max,
};
