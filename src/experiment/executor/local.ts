/**
 * Runs jobs on this machine, several at a time, each in its own process.
 *
 * @module
 */
import { join } from "@std/path";
import { Interrupted } from "../../errors.ts";
import { INTERRUPTED, type JobProgress, runJobProcess } from "./job_process.ts";
import { pause } from "./pause.ts";
import { followJobs } from "./follow_jobs.ts";
import type { Executor, ExecutorOptions, Job } from "./types.ts";

/** Intervals at which jobs of another process are checked for results, and retried. */
const LOOK_MS = 2000, TRY_MS = 60_000;

const threadsPerJob = (jobs: number) => Math.max(1, Math.floor(navigator.hardwareConcurrency / jobs));

/**
 * Creates the executor for this machine. The number of simultaneous jobs does not change the numbers, except
 * for the last bits on native TensorFlow: each job uses (cores / `jobs`) threads.
 *
 * @param oneCore whether a job keeps one core busy, so that by default one runs on each
 */
export function localExecutor(oneCore: boolean): Executor {
  const atATime = ({ jobs }: ExecutorOptions) => jobs ?? (oneCore ? navigator.hardwareConcurrency : 1);
  return {
    name: "local",
    describe: (options) => `${atATime(options)} at a time`,
    capacity: (options) => ({ atATime: atATime(options), threads: threadsPerJob(atATime(options)) }),
    run: (jobs, options) => runHere(jobs, { ...options, jobs: atATime(options) }),
  };
}

async function runHere(all: readonly Job[], options: ExecutorOptions & { jobs: number }): Promise<boolean> {
  const { store, signal } = options, failures: unknown[] = [];
  const waiting: Job[] = [], elsewhere: Job[] = [], running = new Map<Job, JobProgress | undefined>();
  for (const job of all) if (!await job.isFinished()) waiting.push(job);
  const files = join(store, `.local-${Deno.pid}-${crypto.randomUUID().slice(0, 8)}`);

  const runOne = async (job: Job) => {
    running.set(job, undefined);
    try {
      if (await job.isFinished()) return; // finished by somebody else meanwhile
      const words = [...await job.prepare(files), ...job.tells ?? []];
      const busy = await runJobProcess(
        job.name,
        words,
        threadsPerJob(options.jobs),
        signal,
        (progress) => running.set(job, progress),
      );
      if (busy === undefined) return;
      options.onNotice?.(busy);
      elsewhere.push(job);
    } catch (error) {
      failures.push(error);
    } finally {
      running.delete(job);
    }
  };
  const work = async () => {
    for (let job = waiting.shift(); job !== undefined && !signal?.aborted; job = waiting.shift()) {
      await runOne(job);
    }
  };
  const describe = (job: Job) => {
    const words = [job.what, running.get(job)?.what ?? "starting"];
    return [...(running.size === 1 ? [`run ${all.indexOf(job) + 1} of ${all.length}`] : []), ...words].join(
      ", ",
    );
  };
  const following = followJobs(
    all,
    options,
    () =>
      running.size > 0
        ? [...running.keys()].map(describe).join("; ")
        : elsewhere.length > 0
        ? `waiting for ${elsewhere.map(({ what }) => what).join(", ")}, which another process works on`
        : "",
    (job) => {
      const share = running.get(job)?.share;
      return share === undefined ? undefined : share * job.steps;
    },
  );
  try {
    await Promise.all(Array.from({ length: Math.min(options.jobs, waiting.length) }, work));
    // Another process finishes what it works on, or dies; then the next try takes over.
    while (elsewhere.length > 0 && !signal?.aborted) {
      const left = await waitForResults(elsewhere, signal);
      elsewhere.length = 0;
      for (const job of left) if (!signal?.aborted) await runOne(job);
    }
    await following.report();
  } finally {
    following.stop();
    await Deno.remove(files, { recursive: true }).catch(() => {});
  }
  if (signal?.aborted) throw new Interrupted(INTERRUPTED);
  if (failures.length > 0) throw failures[0];
  return true;
}

/** Waits for the results of jobs, for a minute at most; returns the jobs without. */
async function waitForResults(jobs: readonly Job[], signal?: AbortSignal): Promise<Job[]> {
  let left = [...jobs];
  for (const end = Date.now() + TRY_MS; left.length > 0 && Date.now() < end && !signal?.aborted;) {
    await pause(LOOK_MS, signal);
    const there = await Promise.all(left.map((job) => job.isFinished()));
    left = left.filter((_, index) => !there[index]);
  }
  return left;
}
