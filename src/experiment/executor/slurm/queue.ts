/** The state of jobs in Slurm's queue. */
import { InputError } from "../../../errors.ts";

/** One task of an array job in the queue. */
export interface QueuedTask {
  /** Its place in the array. */
  readonly index: number;
  /** Slurm's word, such as PENDING or RUNNING. */
  readonly state: string;
  /** Why it waits, such as Resources. */
  readonly reason: string;
}

/** States in which a job's process may be at work. */
const AT_WORK = ["RUNNING", "COMPLETING", "CONFIGURING", "SUSPENDED", "STOPPED", "SIGNALING", "STAGE_OUT"];

/**
 * Runs one of Slurm's programs.
 *
 * @returns its output
 * @throws {InputError} if it is not installed, may not be run, or fails, with its output
 */
export async function runSlurm(program: "sbatch" | "squeue", args: readonly string[]): Promise<string> {
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(program, { args: [...args], stdin: "null" }).output();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new InputError(
        `Cannot use Slurm: ${program} was not found on the PATH. Log in to the cluster`,
      );
    }
    throw error;
  }
  const decoder = new TextDecoder();
  if (!output.success) {
    throw new InputError(`${program} failed: ${decoder.decode(output.stderr).trim()}`);
  }
  return decoder.decode(output.stdout);
}

/**
 * Lists the tasks of a job that have not ended.
 *
 * @param jobName the name that the job was submitted under
 * @throws {InputError} where Slurm does not answer
 */
export async function queuedTasks(jobName: string): Promise<QueuedTask[]> {
  const args = ["--noheader", "--array", `--name=${jobName}`, "--format=%K|%T|%r"];
  const lines = (await runSlurm("squeue", args)).split("\n").filter((line) => line !== "");
  return lines.map((line) => {
    const [index = "", state = "", reason = ""] = line.trim().split("|");
    return { index: Number(index), state, reason };
  });
}

/**
 * Tells whether a job is running.
 *
 * @param job its id; for a task of an array job, the task's id
 * @returns undefined if unknown: this process may not query Slurm, or Slurm does not answer
 */
export async function slurmJobRuns(job: string): Promise<boolean | undefined> {
  const { state } = await Deno.permissions.query({ name: "run", command: "squeue" });
  if (state !== "granted") return undefined;
  try {
    // The id of an array's last task is the whole array's: of what squeue lists, only its own line counts.
    const lines = await runSlurm("squeue", ["--noheader", "--array", `--jobs=${job}`, "--format=%A|%T"]);
    const line = lines.split("\n").find((text) => text.trim().startsWith(`${job}|`));
    return line !== undefined && AT_WORK.includes(line.trim().split("|")[1] ?? "");
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return /Invalid job id/i.test(error.message) ? false : undefined; // Slurm forgets jobs that are over
  }
}
