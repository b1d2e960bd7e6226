/** The settings for carrying out an experiment. */
import type { BackendName } from "../backend/mod.ts";
import type { SlurmOptions } from "../experiment/executor/mod.ts";
import type { ProgressCallback } from "../progress.ts";

/** The settings for carrying out an experiment; except for last bits they do not change its numbers. */
export interface ReproduceOptions {
  /** The folder for table and report, with the runs under `runs/`. */
  readonly out: string;
  readonly backend: BackendName | "auto";
  /** Runs at a time; by default on this machine one per core if a run uses one core, else one. */
  readonly jobs?: number | undefined;
  /** The resources to ask of a cluster with Slurm; left out, the runs are carried out on this machine. */
  readonly slurm?: SlurmOptions | undefined;
  readonly dataDir?: string | undefined;
  /** Bytes of images that a run may hold in memory; `$CBM_MEMORY_CAP` by default. */
  readonly memoryCap?: number | undefined;
  /** Gives the command that reproduces the numbers, for the report, from the backend that was used. */
  readonly command: (backend: BackendName) => string;
  readonly signal?: AbortSignal;
  /** Told how far the work is: done of total, and what is being done. */
  readonly onProgress?: ProgressCallback;
  /** Told before the first run what is about to be done; then, once that is measured, what it takes. */
  readonly onPlan?: (plan: string) => void;
  /** Called with what a user must know at once, such as the number of a cluster's job. */
  readonly onNotice?: (text: string) => void;
}

type Loading = { readonly [K in "dataDir" | "memoryCap" | "onProgress"]?: ReproduceOptions[K] | undefined };

/** Takes from the settings what loading a data set needs. */
export const loadingOf = ({ dataDir, memoryCap, onProgress }: Loading) => ({
  dataDir,
  memoryCap,
  onProgress,
});
