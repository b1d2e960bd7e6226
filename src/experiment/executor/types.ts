/** Interfaces of executors and their jobs. */
import type { ProgressCallback } from "../../progress.ts";

/** One process's worth of work: a command of `main.ts` that leaves a file when it is done, and can be repeated. */
export interface Job {
  /** Unique in its store, and fit for a file's name. */
  readonly name: string;
  /** The name to show while it runs, such as `cbm seed 1`. */
  readonly what: string;
  /**
   * Returns whether its result is there, whoever made it.
   *
   * @throws {InputError} if the result is damaged
   */
  isFinished(): Promise<boolean>;
  /** How many steps it has, and how many of them are done: epochs of a run. */
  readonly steps: number;
  stepsDone(): Promise<number>;
  /**
   * Writes what the command reads.
   *
   * @param folder a folder for it, which stays until the job has ended
   * @returns the command's words, as `["train", "--out", …]`
   */
  prepare(folder: string): Promise<string[]>;
}

/** How jobs are carried out. */
export interface ExecutorOptions {
  /** The folder that the jobs' results lie in; executors keep hidden files of their own there while they work. */
  readonly store: string;
  /** Jobs at a time; as many as there is room for if left out. */
  readonly jobs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told now and then: steps done of all the jobs' steps, and what is going on. */
  readonly onProgress?: ProgressCallback | undefined;
  /** Told what a user must know at once, such as the number of a cluster's job. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

/** Carries out jobs: those that are finished are skipped, those that were started go on. */
export interface Executor {
  readonly name: string;
  /** How the jobs are run, in words: `2 at a time`, `as an array job of Slurm`. */
  describe(options: ExecutorOptions): string;
  /** Jobs at a time, undefined where others decide that, and the threads that each has. */
  capacity(options: ExecutorOptions): { readonly atATime: number | undefined; readonly threads: number };
  /**
   * Looks whether it can be used, before hours go into what leads up to it.
   *
   * @throws {InputError} where it cannot, with the remedy
   */
  ready?(): Promise<void>;
  /**
   * Carries out jobs.
   *
   * @returns whether all are finished; false where they were handed over and go on without this process
   * @throws {InputError} naming a job that failed, with its last words, when all others have ended
   */
  run(jobs: readonly Job[], options: ExecutorOptions): Promise<boolean>;
  /** The text of what would be done; undefined where there is none to show. */
  script?(jobs: readonly Job[], options: ExecutorOptions): Promise<string>;
}
