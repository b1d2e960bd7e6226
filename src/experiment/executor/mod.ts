/** Executors, which carry out a grid's runs and other work that is divided into jobs. */
export { type JobProgress, progressText } from "./job_process.ts";
export { localExecutor } from "./local.ts";
export { DEFAULT_SLURM, slurmDirectives, slurmExecutor, type SlurmOptions } from "./slurm/mod.ts";
export { trainingJob, type TrainingJobOptions } from "./training_job.ts";
export type { Executor, ExecutorOptions, Job } from "./types.ts";

/** The names of the executors, for options and error messages. */
export const EXECUTORS = ["local", "slurm"] as const;
