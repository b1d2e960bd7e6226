/** Runs a job in a separate process on this machine. */
import { InputError } from "../../errors.ts";
import { saysBusy } from "../claim.ts";
import { runProgram } from "./program.ts";

export const INTERRUPTED = "Interrupted. Run the same command to continue.";

/**
 * Runs a job's command and waits for its end.
 *
 * @param name the job's name in errors
 * @param words the command's words
 * @param threads the number of threads it may use
 * @returns undefined if it finished; the message, if another process works on the same job
 * @throws {InputError} if it failed, with the end of its output, or was interrupted
 */
export async function runJobProcess(
  name: string,
  words: readonly string[],
  threads: number,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { code, endedBy, lastWords } = await runProgram(words, { threads, signal });
  if (code === 0) return undefined;
  if (signal?.aborted || endedBy === "SIGINT" || endedBy === "SIGTERM") throw new InputError(INTERRUPTED);
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
