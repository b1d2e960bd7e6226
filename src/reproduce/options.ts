/** How an experiment is carried out. */
import type { BackendName } from "../backend/mod.ts";
import type { SlurmOptions } from "../experiment/executor/mod.ts";
import type { ProgressCallback } from "../progress.ts";

/** How an experiment is carried out; but for last bits it does not change the numbers. */
export interface ReproduceOptions {
  /** The folder of table and report; the runs lie under `runs/`. */
  readonly out: string;
  readonly backend: BackendName | "auto";
  /** Runs at a time; by default on this machine one per core where a run uses one core, else one. */
  readonly jobs?: number;
  /** Runs on a cluster with Slurm, asking this of it; left out: on this machine. */
  readonly slurm?: SlurmOptions;
  readonly dataDir?: string;
  /** Bytes of images that a run may hold in memory; `$CBM_MEMORY_CAP` by default. */
  readonly memoryCap?: number;
  /** The command that gives the same numbers, for the report; it is told the backend that was used. */
  readonly command: (backend: BackendName) => string;
  readonly signal?: AbortSignal;
  /** Told how far the work is: done of total, and what is being done. */
  readonly onProgress?: ProgressCallback;
  /** Told before the first run what is about to be done; then, once that is measured, what it takes. */
  readonly onPlan?: (plan: string) => void;
  /** Told what a user must know at once, such as the number of a cluster's job. */
  readonly onNotice?: (text: string) => void;
}

/** How data sets are loaded. */
export const loadingOf = ({ dataDir, memoryCap, onProgress }: ReproduceOptions) => ({
  ...(dataDir === undefined ? {} : { dataDir }),
  ...(memoryCap === undefined ? {} : { memoryCap }),
  ...(onProgress === undefined ? {} : { onProgress }),
});
