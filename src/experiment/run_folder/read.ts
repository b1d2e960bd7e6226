/**
 * Checked readers of a run's JSON files. Each returns the contents with unknown fields and in the order of the
 * file, or throws an error that names the file, the fault and the remedy.
 *
 * @module
 */
import type { GenericSchema } from "valibot";
import { InputError } from "../../errors.ts";
import { check } from "../../io/check.ts";
import { exists } from "../../io/exists.ts";
import { explainFileError, readFileBytes } from "../../io/file_errors.ts";
import { parseJson } from "../../io/json.ts";
import { isObject, type JsonObject } from "../../io/json_object.ts";
import { readConfig, type RunConfig } from "../config.ts";
import { FORMAT, runPaths } from "./files.ts";
import { ENVIRONMENT, EPOCH, STORED_CONFIG, SUMMARY } from "./schemas.ts";
import type { EpochMetrics, RunSummary, StoredSession } from "./types.ts";

/** The remedy for a damaged file of a finished run. */
export const RUN_AGAIN = "repeat the run (delete its summary.json, then train --resume)";
const RESUME = "delete the file and resume the run (train --resume)";
const RESTORE = "restore the file, or repeat the run in an empty folder";

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function parseAs<T>(schema: GenericSchema<T>, text: string, path: string, remedy: string): T {
  const value = parseJson(text, path, remedy);
  check(schema, value, path, InputError, sentence(remedy));
  return value as T;
}

const readText = async (path: string) => new TextDecoder().decode(await readFileBytes(path));

/** Returns whether a folder is a run's. */
export const isRun = (dir: string): Promise<boolean> => exists(runPaths(dir).config);

/**
 * Reads the configuration of a run, to compute with it.
 *
 * @throws {InputError} if it is missing or damaged
 * @throws {UsageError} on a field that this version does not know
 */
export const readRunConfig = (dir: string): Promise<RunConfig> => readConfig(runPaths(dir).config, RESTORE);

/**
 * Reads the configuration of a run as stored, to show and compare it; fields of other versions stay.
 *
 * @throws {InputError} if it is missing or damaged
 */
export async function readStoredConfig(dir: string): Promise<JsonObject & { readonly seed: number }> {
  const path = runPaths(dir).config;
  return parseAs(STORED_CONFIG, await readText(path), path, RESTORE) as JsonObject & {
    readonly seed: number;
  };
}

/**
 * Reads the sessions of a run, in chronological order.
 *
 * @returns an empty list if none is recorded
 * @throws {InputError} if the file is damaged
 */
export async function readSessions(dir: string): Promise<readonly StoredSession[]> {
  const path = runPaths(dir).environment;
  if (!await exists(path)) return [];
  return parseAs(ENVIRONMENT, await readText(path), path, RESUME).sessions;
}

/**
 * Reads the summary of a run.
 *
 * @returns undefined if the run is not finished
 * @throws {InputError} if the summary is damaged or of a later format: such a run counts neither as finished
 * nor as unfinished
 */
export async function readSummary(dir: string): Promise<RunSummary | undefined> {
  const path = runPaths(dir).summary;
  if (!await exists(path)) return undefined;
  const text = await readText(path), value = parseJson(text, path, RESUME);
  const format = isObject(value) ? Number(value.format ?? 1) : 1;
  if (Number.isInteger(format) && format > FORMAT) {
    throw new InputError(
      `Cannot use ${path}: its format is ${format}, and this version of the program reads formats up to ` +
        `${FORMAT}. Use the version that wrote it, or a later one`,
    );
  }
  return { format, metric: "accuracy", ...parseAs(SUMMARY, text, path, RESUME) };
}

/** Returns whether a run is finished, which its summary says; throws like {@linkcode readSummary}. */
export const isFinished = async (dir: string): Promise<boolean> => await readSummary(dir) !== undefined;

/**
 * Reads the summary of a finished run.
 *
 * @throws {InputError} if the run is not finished, or the summary is damaged
 */
export async function finishedSummary(dir: string): Promise<RunSummary> {
  const summary = await readSummary(dir);
  if (summary !== undefined) return summary;
  throw new InputError(
    `The run in ${dir} is not finished: resume it (train --resume) or omit it. It lacks ` +
      runPaths(dir).summary,
  );
}

/**
 * Reads the metrics of a run's epochs.
 *
 * @throws {InputError} if the file is missing or a line is damaged, or the epochs are not 1, 2, 3 …
 */
export async function readMetrics(dir: string): Promise<EpochMetrics[]> {
  const path = runPaths(dir).metrics, lines = (await readText(path)).split("\n");
  const epochs = lines.flatMap((line, index) =>
    line.trim() === "" ? [] : [parseAs(EPOCH, line, `${path}, line ${index + 1}`, RUN_AGAIN)]
  );
  const misplaced = epochs.findIndex(({ epoch }, index) => epoch !== index + 1);
  if (misplaced < 0) return epochs;
  throw new InputError(
    `Line ${misplaced + 1} of ${path} belongs to epoch ${epochs[misplaced]!.epoch}: ${RUN_AGAIN}`,
  );
}

/** Counts the finished epochs of a run, finished or not, to show its progress. */
export async function countEpochs(dir: string): Promise<number> {
  const path = runPaths(dir).metrics;
  try {
    return (await Deno.readTextFile(path)).split("\n").length - 1;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw explainFileError(error, "read", path);
  }
}
