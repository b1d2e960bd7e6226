/** Reads all files of a finished run. */
import { InputError, listNames } from "../../errors.ts";
import { exists } from "../../io/exists.ts";
import type { JsonObject } from "../../io/json_object.ts";
import { readConfidences, readGroups, readPredictions } from "./arrays.ts";
import { RUN_FILES, runPaths } from "./files.ts";
import { finishedSummary, isRun, readMetrics, readSessions, readStoredConfig, RUN_AGAIN } from "./read.ts";
import type { EpochMetrics, RunPredictions, RunSummary, StoredSession } from "./types.ts";

/** The contents of a finished run's folder. */
export interface FinishedRun {
  /** The configuration as stored; fields of other versions stay. */
  readonly config: JsonObject & { readonly seed: number };
  /** In chronological order. */
  readonly sessions: readonly StoredSession[];
  readonly epochs: readonly EpochMetrics[];
  readonly summary: RunSummary;
  readonly answers: RunPredictions;
  /** The cluster of every test image; undefined if each is its own. */
  readonly groups: Int32Array | undefined;
  /** The probability of each predicted class in whole percent; undefined if the run did not record it. */
  readonly confidences: Uint8Array | undefined;
}

/** The files that every finished run has; its clusters and confidences are optional. */
const NEEDED = ["config", "environment", "metrics", "predictions", "targets"] as const;

/**
 * Reads a finished run, of this version or an earlier one.
 *
 * @throws {InputError} if the run is not finished, a file is missing (the message names all missing ones) or
 * damaged, or metrics and summary contradict each other
 */
export async function readFinishedRun(dir: string): Promise<FinishedRun> {
  if (!await isRun(dir)) throw new InputError(`${dir} is not a run folder: it has no ${RUN_FILES.config}`);
  const summary = await finishedSummary(dir), paths = runPaths(dir);
  const missing: string[] = [];
  for (const key of NEEDED) if (!await exists(paths[key])) missing.push(RUN_FILES[key]);
  if (missing.length > 0) throw new InputError(`The run in ${dir} lacks ${listNames(missing)}: ${RUN_AGAIN}`);

  const config = await readStoredConfig(dir), epochs = await readMetrics(dir);
  checkEpochs(epochs, summary, dir);
  return {
    config,
    sessions: await readSessions(dir),
    epochs,
    summary,
    answers: await readPredictions(dir, summary),
    groups: await readGroups(dir, summary.test_size),
    confidences: await readConfidences(dir, summary.test_size),
  };
}

function checkEpochs(epochs: readonly EpochMetrics[], { last }: RunSummary, dir: string): void {
  const { metrics } = runPaths(dir), latest = epochs.at(-1);
  if (latest === undefined) throw new InputError(`${metrics} has no epoch: ${RUN_AGAIN}`);
  if (latest.test_accuracy === undefined) {
    throw new InputError(`The last epoch in ${metrics} was not evaluated: ${RUN_AGAIN}`);
  }
  if (latest.epoch === last.epoch) return;
  throw new InputError(
    `The files in ${dir} contradict each other: ${RUN_FILES.metrics} ends with epoch ${latest.epoch}, ` +
      `${RUN_FILES.summary} with epoch ${last.epoch}: ${RUN_AGAIN}`,
  );
}
