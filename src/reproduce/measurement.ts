/** A table that is measured, not trained. */
import type { BackendName } from "../backend/mod.ts";
import type { ProgressCallback } from "../progress.ts";
import type { ReportFiles } from "../report/mod.ts";
import type { Profile } from "./tables/plan.ts";

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
  readonly onProgress?: ProgressCallback;
}

/** A table that is measured. */
export interface Measurement {
  /** One line for `reproduce --list`. */
  readonly summary: string;
  /** Measures, and writes table and report. */
  run(options: MeasurementOptions): Promise<Pick<ReportFiles, "csv" | "markdown" | "latex" | "html">>;
}
