/** Reports the progress of running jobs. */
import type { ExecutorOptions, Job } from "./types.ts";

const INTERVAL_MS = 1000;

/**
 * Reports every second how many steps of all jobs are done.
 *
 * @param jobs all of them, the finished ones too
 * @param what returns a description of the current work
 */
export function progressOf(
  jobs: readonly Job[],
  { onProgress }: ExecutorOptions,
  what: () => string,
): { tell(): Promise<void>; stop(): void } {
  const total = jobs.reduce((sum, { steps }) => sum + steps, 0);
  let telling = false;
  const tell = async () => {
    if (onProgress === undefined || telling) return;
    telling = true; // a slow file system may take longer than the interval
    const done = await Promise.all(jobs.map((job) => job.stepsDone()));
    onProgress(done.reduce((a, b) => a + b, 0), total, what());
    telling = false;
  };
  const timer = setInterval(tell, INTERVAL_MS);
  return { tell, stop: () => clearInterval(timer) };
}
