/** The interface of a table that is measured, not trained. */
import type { ColumnTable } from "arquero";
import type { BackendName } from "../backend/mod.ts";
import type { ProgressCallback } from "../progress.ts";
import type { ReportFiles } from "../report/mod.ts";
import type { Profile } from "./tables/make_table.ts";

/** The settings of a measurement. */
export interface MeasurementOptions {
  readonly profile: Profile;
  /** The folder for table and report. */
  readonly out: string;
  readonly backend: BackendName | "auto";
  /** The command that measures again, for the report. */
  readonly command: (backend: BackendName) => string;
  readonly notes?: readonly string[];
  /** Called with a description of the measurement; then, once known, with its cost. */
  readonly onPlan?: (plan: string) => void;
  /** Told how far the work is: done of total, and what is being done. */
  readonly onProgress?: ProgressCallback;
}

/** A table that is measured. */
export interface Measurement {
  /** One line for `reproduce --list`. */
  readonly summary: string;
  /** Measures, and writes table and report. */
  run(options: MeasurementOptions): Promise<{
    readonly files: Pick<ReportFiles, "csv" | "markdown" | "latex" | "html">;
    /** The table in words. */
    readonly table: ColumnTable;
  }>;
}
