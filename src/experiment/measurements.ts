/** Tables that are measured, not trained: what stands beside `tables` in `reproduce`. */
import type { BackendName } from "../backend/mod.ts";
import type { ReportFiles } from "../report/mod.ts";
import { reproduceOverhead } from "./overhead_table.ts";
import type { Profile } from "./recipes/mod.ts";

/** How it is measured. */
export interface MeasurementOptions {
  readonly profile: Profile;
  /** The folder of table and report. */
  readonly out: string;
  readonly backend: BackendName | "auto";
  readonly command: (backend: BackendName) => string;
  readonly notes?: readonly string[];
  /** Told what is about to be measured; then, once that is known, what it takes. */
  readonly onPlan?: (plan: string) => void;
  /** Told how far the work is: done of total, and what is being done. */
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

/** A table that is measured. */
export interface Measurement {
  /** One line for `reproduce --list`. */
  readonly summary: string;
  /** Measures, and writes table and report. */
  run(options: MeasurementOptions): Promise<Pick<ReportFiles, "csv" | "markdown" | "latex" | "html">>;
}

/** Every such table, by name. */
export const measurements: Readonly<Record<string, Measurement>> = {
  overhead: {
    summary: "what masking, and smoothing, add to the time of a training step",
    run: reproduceOverhead,
  },
};
