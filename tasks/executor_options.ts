/** Options of commands whose work runs through an executor. */
import type { Command } from "commander";
import type { Executor, SlurmOptions } from "../src/experiment/executor/mod.ts";
import { parseNumber } from "./cli.ts";

const atLeast1 = parseNumber({ min: 1, integer: true });

/** Collects the values of a repeatable option. */
export const collect = (text: string, before: string[] | undefined) => [...before ?? [], text];

/** Adds --executor, --jobs and the Slurm options. */
export function withExecutor(command: Command): Command {
  return command
    .option(
      "--jobs <n>",
      "number of simultaneous jobs (default: limited by the cores, or by the cluster)",
      atLeast1,
    )
    .option("--executor <name>", "local, or slurm for an array job on a cluster", "local")
    .option("--slurm-partition <name>", "partition of the cluster")
    .option("--slurm-time <limit>", "time limit of each job, such as 24:00:00")
    .option("--slurm-gpus <n>", "GPUs per job, such as 1 or a100:1")
    .option("--slurm-cpus <n>", "cores and threads per job (default: 1)", atLeast1)
    .option("--slurm-memory <size>", "memory per job, such as 16G")
    .option("--slurm-extra <directive>", "another directive, such as --account=NAME; repeatable", collect)
    .option(
      "--slurm-restarts <n>",
      "restarts of a job that fails or reaches its time limit (default: 3)",
      parseNumber({ min: 0, max: 100, integer: true }),
    )
    .option("--no-wait", "with slurm: submit and exit; run the same command later to continue")
    .option("--dry-run", "with slurm: only print the script of the array job");
}

/**
 * Reads the Slurm settings from the options; undefined if the work runs on this machine.
 *
 * @throws {UsageError} on an unknown executor, or Slurm options without `--executor slurm`
 * @throws {InputError} if Slurm is not available
 */
export async function slurmOf(options: Record<string, unknown>): Promise<SlurmOptions | undefined> {
  const { UsageError } = await import("../src/errors.ts");
  const { chooseOne } = await import("../src/suggest.ts");
  const { DEFAULT_SLURM, EXECUTORS, slurmDirectives, slurmExecutor } = await import(
    "../src/experiment/executor/mod.ts"
  );
  const { executor, wait, dryRun } = options;
  if (!EXECUTORS.some((name) => name === executor)) {
    throw new UsageError(`Unknown executor "${executor}": ${chooseOne(String(executor), EXECUTORS)}`);
  }
  const { slurmPartition: partition, slurmTime: time, slurmGpus: gpus, slurmCpus: cpus } = options;
  const { slurmMemory: memory, slurmExtra: extra, slurmRestarts: restarts } = options;
  const named = { partition, time, gpus, cpus, memory, extra, restarts };
  const given = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
  if (executor === "slurm") {
    const slurm = { ...DEFAULT_SLURM, ...given, wait: wait !== false };
    // Report errors before any work is done.
    slurmDirectives(slurm);
    if (!dryRun) await slurmExecutor(slurm).ready?.();
    return slurm;
  }
  if (Object.keys(given).length > 0 || wait === false || dryRun) {
    throw new UsageError("--slurm-…, --no-wait and --dry-run require --executor slurm: add it");
  }
  return undefined;
}

/** Makes the executor from the options; on this machine, one job at a time unless --jobs is given. */
export async function executorOf(options: Record<string, unknown>): Promise<Executor> {
  const { localExecutor, slurmExecutor } = await import("../src/experiment/executor/mod.ts");
  const slurm = await slurmOf(options);
  return slurm === undefined ? localExecutor(false) : slurmExecutor(slurm);
}
