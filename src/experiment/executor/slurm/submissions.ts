/** Submissions to Slurm for a store: a hidden folder for each array job. */
import { join } from "@std/path";
import { writeFileAtomic, writeJsonAtomic } from "../../../io/atomic.ts";
import { explainFileError } from "../../../io/file_errors.ts";
import { denoCommand } from "../program.ts";
import type { ExecutorOptions, Job } from "../types.ts";
import type { SlurmOptions } from "./options.ts";
import { type QueuedTask, queuedTasks, runSlurm } from "./queue.ts";
import { slurmScript } from "./script.ts";

/** An array job. */
export interface Submission {
  /** Its name in Slurm's queue, and its folder's. */
  readonly jobName: string;
  readonly folder: string;
  /** The names of its tasks' jobs, by place in the array. */
  readonly names: readonly string[];
}

/** Returns the folder of a store's submissions. */
export const submissionsFolder = (store: string): string => join(store, ".slurm");

/** Reads all submissions of a store. */
export async function readSubmissions(base: string): Promise<Submission[]> {
  const submissions: Submission[] = [];
  for (const jobName of await foldersIn(base)) {
    const folder = join(base, jobName);
    try {
      const { names } = JSON.parse(await Deno.readTextFile(join(folder, "tasks.json")));
      submissions.push({ jobName, folder, names });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) continue; // just being made, or removed
      throw explainFileError(error, "read", folder);
    }
  }
  return submissions;
}

async function foldersIn(base: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(base)) if (isDirectory) names.push(name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw explainFileError(error, "read", base);
  }
  return names;
}

/** Creates a unique name for an array job. */
export const newJobName = (): string => `cbm-${crypto.randomUUID().slice(0, 8)}`;

/** Writes the input files of some jobs to a folder and returns their script. */
export async function scriptOf(
  jobs: readonly Job[],
  { jobName, folder }: Pick<Submission, "jobName" | "folder">,
  { jobs: atATime }: ExecutorOptions,
  slurm: SlurmOptions,
): Promise<string> {
  const commands: string[][] = [];
  for (const job of jobs) commands.push(await job.prepare(folder));
  return slurmScript({
    jobName,
    logs: folder,
    directory: Deno.cwd(),
    deno: await denoCommand(),
    commands,
    atATime,
    slurm,
  });
}

/**
 * Submits jobs to Slurm. They are first recorded under the job's name, so that no later process submits them
 * again, wherever this one is stopped.
 *
 * @returns Slurm's id of the array job
 * @throws {InputError} if Slurm rejects it, with its message
 */
export async function submit(
  jobs: readonly Job[],
  base: string,
  options: ExecutorOptions,
  slurm: SlurmOptions,
): Promise<{ submission: Submission; id: string }> {
  const jobName = newJobName(), folder = join(base, jobName), names = jobs.map(({ name }) => name);
  const submission = { jobName, folder, names };
  try {
    const script = await scriptOf(jobs, submission, options, slurm), path = join(folder, "script.sh");
    await writeFileAtomic(path, script);
    await writeJsonAtomic(join(folder, "tasks.json"), { names });
    const id = (await runSlurm("sbatch", ["--parsable", path])).trim().split(";")[0]!;
    return { submission, id };
  } catch (error) {
    await Deno.remove(folder, { recursive: true }).catch(() => {});
    throw error;
  }
}

/** Lists the tasks that are still in the queue, by the name of their job. */
export async function liveTasks(submissions: readonly Submission[]): Promise<Map<string, QueuedTask>> {
  const live = new Map<string, QueuedTask>();
  for (const { jobName, names } of submissions) {
    for (const task of await queuedTasks(jobName)) {
      const name = names[task.index];
      if (name !== undefined) live.set(name, task);
    }
  }
  return live;
}
