/** The folder of a run: names, types, format and checked readers of its files, and their writer. */
export { CHECKPOINT, FORMAT, RUN_FILES, type RunPaths, runPaths } from "./files.ts";
export type { EpochMetrics, RunPredictions, RunSummary, Session, StoredSession } from "./types.ts";
export {
  countEpochs,
  finishedSummary,
  isFinished,
  isRun,
  readMetrics,
  readRunConfig,
  readSessions,
  readStoredConfig,
  readSummary,
  RUN_AGAIN,
} from "./read.ts";
export { readConfidences, readGroups, readPredictions } from "./arrays.ts";
export { type FinishedRun, readFinishedRun } from "./finished_run.ts";
export { RunFolder } from "./folder.ts";
