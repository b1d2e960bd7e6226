/** The tables that are measured, not trained. A new one is a file and a line here. */
import type { Measurement } from "./measurement.ts";

/** Every such table, by name. */
export const measurements: Readonly<Record<string, Measurement>> = {
  overhead: {
    summary: "the time that masking, and smoothing, add to a training step",
    // Loaded when it is asked for: it brings a backend.
    run: async (options) => await (await import("./overhead_table.ts")).reproduceOverhead(options),
  },
};
