/** Interfaces of executors and their jobs. */
import type { ProgressCallback } from "../../progress.ts";

/** A job for one process: a command of `main.ts` that writes a result file when done, and can be repeated. */
export interface Job {
  /** A name that is unique in its store and valid as a file name. */
  readonly name: string;
  /** The name to show while it runs, such as `cbm seed 1`. */
  readonly what: string;
  /**
   * Tells whether its result exists, whichever process wrote it.
   *
   * @throws {InputError} if the result is damaged
   */
  isFinished(): Promise<boolean>;
  /** The number of steps, such as a run's epochs, and how many are done. */
  readonly steps: number;
  stepsDone(): Promise<number>;
  /** Words to add to the command so that it prints how far it is. */
  readonly tells?: readonly string[];
  /**
   * Writes the files that the command reads.
   *
   * @param folder a folder for it, which stays until the job has ended
   * @returns the command's words, as `["train", "--out", …]`
   */
  prepare(folder: string): Promise<string[]>;
}

/** Options for carrying out jobs. */
export interface ExecutorOptions {
  /** The folder of the jobs' results; executors keep hidden files there while they work. */
  readonly store: string;
  /** Number of simultaneous jobs; by default as many as the machine or cluster allows. */
  readonly jobs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called regularly with the steps done, the steps of all jobs, and a description of the work. */
  readonly onProgress?: ProgressCallback | undefined;
  /** Called with messages that the user must see at once, such as the id of a cluster's job. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

/** Carries out jobs; it skips finished ones and resumes started ones. */
export interface Executor {
  readonly name: string;
  /** Describes how the jobs are run, such as `2 at a time` or `as an array job of Slurm`. */
  describe(options: ExecutorOptions): string;
  /** Returns the number of simultaneous jobs (undefined if a cluster decides) and the threads of each. */
  capacity(options: ExecutorOptions): { readonly atATime: number | undefined; readonly threads: number };
  /**
   * Checks that the executor can be used, before hours of preparation.
   *
   * @throws {InputError} if it cannot, with the remedy
   */
  ready?(): Promise<void>;
  /**
   * Carries out jobs.
   *
   * @returns whether all are finished; false if a cluster continues them without this process
   * @throws {InputError} naming a job that failed, with the end of its output, once all others have ended
   */
  run(jobs: readonly Job[], options: ExecutorOptions): Promise<boolean>;
  /** Returns the job script without submitting it; undefined if there is none. */
  script?(jobs: readonly Job[], options: ExecutorOptions): Promise<string>;
}
