/** A schedule of the masking ratio: a triangle wave. Change what `create` returns to make it yours. */
import { defineSchedule } from "@cbm/curriculum-by-masking";

/** Epochs from the smallest ratio to the largest; as many lead back. */
const RISE = 4;

export default defineSchedule({
  name: "NAME",
  summary: "rises from the minimum to the maximum within four epochs, and falls again",
  // The minimum where none is asked for; omit it if the schedule has none.
  defaultMin: 0.07,
  // `epochs` is the length of the training; ratios are 0 ≤ r < 1 and epochs count from 0.
  create: ({ max, min }) => (epoch) => {
    const place = epoch % (2 * RISE);
    return min + (max - min) * (place <= RISE ? place : 2 * RISE - place) / RISE;
  },
});
