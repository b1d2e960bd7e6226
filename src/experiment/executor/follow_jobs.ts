/** Reports the progress of jobs while they run. */
import type { ExecutorOptions, Job } from "./types.ts";

const INTERVAL_MS = 1000;

/**
 * Reports every second how many steps of all jobs are done.
 *
 * @param jobs all of them, the finished ones too
 * @param what describes the current work
 * @param live returns the steps done of a job that tells more than its files; undefined for the others
 * @returns `report` reports at once; `stop` ends the reports
 */
export function followJobs(
  jobs: readonly Job[],
  { onProgress }: ExecutorOptions,
  what: () => string,
  live: (job: Job) => number | undefined = () => undefined,
): { report(): Promise<void>; stop(): void } {
  const total = jobs.reduce((sum, { steps }) => sum + steps, 0);
  let reporting = false;
  const report = async () => {
    if (onProgress === undefined || reporting) return;
    reporting = true; // a slow file system may take longer than the interval
    const done = await Promise.all(jobs.map(async (job) => live(job) ?? await job.stepsDone()));
    onProgress(done.reduce((a, b) => a + b, 0), total, what());
    reporting = false;
  };
  const timer = setInterval(report, INTERVAL_MS);
  return { report, stop: () => clearInterval(timer) };
}
