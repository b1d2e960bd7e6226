/** Tables that are measured, not trained: what stands beside `tables` in `reproduce`. */
import type { Measurement } from "./measurement.ts";
import { reproduceOverhead } from "./overhead_table.ts";

/** Every such table, by name. */
export const measurements: Readonly<Record<string, Measurement>> = {
  overhead: {
    summary: "what masking, and smoothing, add to the time of a training step",
    run: reproduceOverhead,
  },
};
