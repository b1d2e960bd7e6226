/**
 * Runs jobs on a cluster with Slurm: an array job with one task per job. The run store decides, not Slurm: a
 * job is finished once its result exists.
 *
 * @module
 */
import { join, resolve } from "@std/path";
import { InputError, Interrupted } from "../../../errors.ts";
import { exists } from "../../../io/exists.ts";
import { withLock } from "../../../io/lock.ts";
import { pause } from "../pause.ts";
import { followJobs } from "../follow_jobs.ts";
import type { Executor, ExecutorOptions, Job } from "../types.ts";
import type { SlurmOptions } from "./options.ts";
import { type QueuedTask, runSlurm } from "./queue.ts";
import {
  liveTasks,
  newJobName,
  readSubmissions,
  scriptOf,
  submissionsFolder,
  submit,
} from "./submissions.ts";

export { DEFAULT_SLURM, slurmDirectives, type SlurmOptions } from "./options.ts";

/** Intervals between queries of the queue: short at first, then longer to spare the cluster's controller. */
const FIRST_LOOK_MS = 1000, LAST_LOOK_MS = 20_000;
/** Number of consecutive failures of Slurm that are tolerated. */
const PATIENCE = 10;
/** The time that a shared file system may take to show what another machine wrote. */
const FILE_DELAY_MS = 10_000;

/** Creates the executor for a Slurm cluster. */
export function slurmExecutor(slurm: SlurmOptions): Executor {
  return {
    name: "slurm",
    describe: ({ jobs }) => `as an array job of Slurm${jobs === undefined ? "" : `, ${jobs} at a time`}`,
    capacity: ({ jobs }) => ({ atATime: jobs, threads: slurm.cpus }),
    ready: async () => void await runSlurm("squeue", ["--version"]),
    run: (jobs, options) => runOnSlurm(jobs, options, slurm),
    async script(jobs, options) {
      const jobName = newJobName(), scratch = await Deno.makeTempDir();
      try {
        const folder = join(resolve(submissionsFolder(options.store)), jobName);
        const script = await scriptOf(await unfinished(jobs), { jobName, folder: scratch }, options, slurm);
        return script.replaceAll(scratch, folder);
      } finally {
        await Deno.remove(scratch, { recursive: true });
      }
    },
  };
}

async function unfinished(jobs: readonly Job[]): Promise<Job[]> {
  const left: Job[] = [];
  for (const job of jobs) if (!await job.isFinished()) left.push(job);
  return left;
}

async function runOnSlurm(
  all: readonly Job[],
  options: ExecutorOptions,
  slurm: SlurmOptions,
): Promise<boolean> {
  const base = resolve(submissionsFolder(options.store));
  if ((await unfinished(all)).length === 0 && !await exists(base)) return true;
  // Two who come at the same time must not both submit.
  await withLock(base, () => {}, async () => {
    const live = await liveTasks(await readSubmissions(base)), left = await unfinished(all);
    const waiting = left.filter(({ name }) => live.has(name)),
      missing = left.filter(({ name }) => !live.has(name));
    if (waiting.length > 0) {
      options.onNotice?.(`${waiting.length} of ${all.length} tasks are already in Slurm's queue`);
    }
    if (missing.length === 0) return;
    const { id, submission } = await submit(missing, base, options, slurm);
    options.onNotice?.(
      `Submitted Slurm job ${id} with ${missing.length} of ${all.length} tasks; ` +
        `cancel them with \`scancel ${id}\`. Their logs are in ${submission.folder}`,
    );
  });
  if (!slurm.wait) return (await unfinished(all)).length === 0;
  await waitForAll(all, base, options);
  await removeEnded(base);
  return true;
}

/** Waits until no job is left in the queue; by then all must be finished. */
async function waitForAll(all: readonly Job[], base: string, options: ExecutorOptions): Promise<void> {
  const { signal } = options;
  let live = new Map<string, QueuedTask>(), failures = 0;
  const following = followJobs(all, options, () => describeQueue(live));
  try {
    for (let wait = FIRST_LOOK_MS;; wait = Math.min(1.3 * wait, LAST_LOOK_MS)) {
      if (signal?.aborted) {
        throw new Interrupted("Interrupted; the Slurm jobs continue without this command.");
      }
      try {
        live = await liveTasks(await readSubmissions(base));
        failures = 0;
      } catch (error) {
        if (++failures >= PATIENCE) throw error;
      }
      const left = await unfinished(all);
      if (left.length === 0) break;
      if (failures === 0 && !left.some(({ name }) => live.has(name))) {
        await reportLeft(await stillLeft(left, signal), all.length, base);
        break;
      }
      await pause(wait, signal);
    }
    await following.report();
  } finally {
    following.stop();
  }
}

/** Returns the jobs whose results do not appear within a few seconds. */
async function stillLeft(jobs: Job[], signal?: AbortSignal): Promise<Job[]> {
  let left = jobs;
  for (const end = Date.now() + FILE_DELAY_MS; left.length > 0 && Date.now() < end && !signal?.aborted;) {
    await pause(1000, signal);
    left = await unfinished(left);
  }
  return left;
}

async function reportLeft(left: readonly Job[], total: number, base: string): Promise<void> {
  if (left.length === 0) return;
  const submissions = await readSubmissions(base);
  const words = await Promise.all(left.map(async ({ name }) => {
    const logs = submissions.filter(({ names }) => names.includes(name))
      .map(({ folder, names }) => join(folder, `${names.indexOf(name)}.log`));
    const texts = await Promise.all(logs.map((log) => Deno.readTextFile(log).catch(() => "")));
    return `${name}: ${texts.join("").trim().split("\n").slice(-3).join("\n  ") || "no output"}`;
  }));
  throw new InputError(
    `${left.length} of ${total} did not finish on Slurm; run the same command to continue them.\n${
      words.join("\n")
    }`,
  );
}

/** Describes the queue, as in `2 RUNNING, 5 PENDING (Resources)`. */
function describeQueue(live: ReadonlyMap<string, QueuedTask>): string {
  const counts = new Map<string, number>();
  for (const { state, reason } of live.values()) {
    const words = reason === "None" || reason === "" ? state : `${state} (${reason})`;
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts].map(([words, count]) => `${count} ${words}`).join(", ");
}

/** Removes the files of array jobs that have ended; the whole folder if all have. */
async function removeEnded(base: string): Promise<void> {
  await withLock(base, () => {}, async () => {
    const submissions = await readSubmissions(base), live = await liveTasks(submissions);
    const ended = submissions.filter(({ names }) => !names.some((name) => live.has(name)));
    const folders = ended.length === submissions.length ? [base] : ended.map(({ folder }) => folder);
    for (const folder of folders) await Deno.remove(folder, { recursive: true });
  });
}
