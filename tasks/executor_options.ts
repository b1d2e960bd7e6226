/** The options of commands whose work an executor carries out. */
import type { Command } from "commander";
import type { Executor, SlurmOptions } from "../src/experiment/executor/mod.ts";
import { parseNumber } from "./cli.ts";

const atLeast1 = parseNumber({ min: 1, integer: true });

/** A parser that collects what is given several times. */
export const collect = (text: string, before: string[] | undefined) => [...before ?? [], text];

/** Adds --executor, --jobs and what Slurm may be asked for. */
export function withExecutor(command: Command): Command {
  return command
    .option("--jobs <n>", "at a time; by default as many as the cores, or the cluster, allow", atLeast1)
    .option("--executor <name>", "local, or slurm: an array job on a cluster", "local")
    .option("--slurm-partition <name>", "where the cluster runs them")
    .option("--slurm-time <limit>", "the longest that a start of one may take, such as 24:00:00")
    .option("--slurm-gpus <n>", "GPUs of each, such as 1 or a100:1")
    .option("--slurm-cpus <n>", "cores of each, and its threads (default: 1)", atLeast1)
    .option("--slurm-memory <size>", "memory of each, such as 16G")
    .option("--slurm-extra <directive>", "such as --account=NAME; may be given several times", collect)
    .option(
      "--slurm-restarts <n>",
      "how often one is restarted that fails or comes to its time limit (default: 3)",
      parseNumber({ min: 0, max: 100, integer: true }),
    )
    .option("--no-wait", "with slurm: submit and leave; the same command goes on later")
    .option("--dry-run", "with slurm: print the script of the array job, and do nothing");
}

/**
 * What the options ask of Slurm; undefined where the work is done on this machine.
 *
 * @throws {UsageError} on an unknown executor, or options of Slurm without it
 * @throws {InputError} where there is no Slurm
 */
export async function slurmOf(options: Record<string, unknown>): Promise<SlurmOptions | undefined> {
  const { listNames, UsageError } = await import("../src/errors.ts");
  const { DEFAULT_SLURM, EXECUTORS, slurmDirectives, slurmExecutor } = await import(
    "../src/experiment/executor/mod.ts"
  );
  const { executor, wait, dryRun } = options;
  if (!EXECUTORS.some((name) => name === executor)) {
    throw new UsageError(`Unknown executor "${executor}": there is ${listNames(EXECUTORS)}`);
  }
  const { slurmPartition: partition, slurmTime: time, slurmGpus: gpus, slurmCpus: cpus } = options;
  const { slurmMemory: memory, slurmExtra: extra, slurmRestarts: restarts } = options;
  const named = { partition, time, gpus, cpus, memory, extra, restarts };
  const given = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
  if (executor === "slurm") {
    const slurm = { ...DEFAULT_SLURM, ...given, wait: wait !== false };
    // What is wrong shows before any work is done.
    slurmDirectives(slurm);
    if (!dryRun) await slurmExecutor(slurm).ready?.();
    return slurm;
  }
  if (Object.keys(given).length > 0 || wait === false || dryRun) {
    throw new UsageError("--slurm-…, --no-wait and --dry-run are for --executor slurm: add that");
  }
  return undefined;
}

/** The executor that the options ask for; on this machine one job at a time unless --jobs says more. */
export async function executorOf(options: Record<string, unknown>): Promise<Executor> {
  const { localExecutor, slurmExecutor } = await import("../src/experiment/executor/mod.ts");
  const slurm = await slurmOf(options);
  return slurm === undefined ? localExecutor(false) : slurmExecutor(slurm);
}
