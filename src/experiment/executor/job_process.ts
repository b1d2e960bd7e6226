/** Runs a job in a separate process on this machine. */
import { InputError, Interrupted } from "../../errors.ts";
import { isObject } from "../../io/json_object.ts";
import { saysBusy } from "../claim.ts";
import { runProgram } from "./program.ts";

export const INTERRUPTED = "Interrupted.";
const INTERRUPTED_CODES = [130, 143];

/** How far the command of a job is. */
export interface JobProgress {
  /** From 0 to 1. */
  readonly share: number;
  /** Such as `epoch 3 of 40`. */
  readonly what: string;
}

/** Writes a line of standard output that tells the caller of a job how far it is. */
export const progressText = (progress: JobProgress): string => JSON.stringify(progress);

/** Reads a line that {@linkcode progressText} wrote; undefined for other lines. */
function readProgress(line: string): JobProgress | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) && typeof value.share === "number" && typeof value.what === "string"
      ? { share: value.share, what: value.what }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Runs a job's command and waits for its end.
 *
 * @param name the job's name in errors
 * @param words the command's words
 * @param threads the number of threads it may use
 * @param onProgress told how far it is
 * @returns undefined if it finished; the message, if another process works on the same job
 * @throws {InputError} if it failed, with the end of its output, or was interrupted
 */
export async function runJobProcess(
  name: string,
  words: readonly string[],
  threads: number,
  signal?: AbortSignal,
  onProgress?: (progress: JobProgress) => void,
): Promise<string | undefined> {
  const onLine = (line: string) => {
    const progress = readProgress(line);
    if (progress !== undefined) onProgress?.(progress);
  };
  const { code, endedBy, lastWords } = await runProgram(words, { threads, signal, onLine });
  if (code === 0) return undefined;
  const isInterrupted = endedBy === "SIGINT" || endedBy === "SIGTERM" || INTERRUPTED_CODES.includes(code);
  if (signal?.aborted || isInterrupted) throw new Interrupted(INTERRUPTED);
  if (saysBusy(lastWords)) return lastWords;
  throw new InputError(
    `The run ${name} failed: ${howItEnded(code, endedBy, words)}${lastWords && `\n${lastWords}`}`,
  );
}

/** Explains the end of a process that left no message or was killed by the system. */
function howItEnded(code: number, signal: Deno.Signal | null, words: readonly string[]): string {
  if (signal === null) return `its process ended with exit code ${code}`;
  const native = ["tensorflow", "webgpu"].find((name) => words.includes(name));
  const remedy = signal === "SIGKILL"
    ? "there may have been too little memory: try fewer --jobs"
    : native === undefined
    ? "run the same command again to continue"
    : `if it happens again, try --backend wasm instead of ${native}`;
  return `its process was ended by ${signal}; ${remedy}`;
}
