/** Resources that a job requests from Slurm. */
import { UsageError } from "../../../errors.ts";

/** Options of the Slurm executor; omitted ones take the cluster's defaults. */
export interface SlurmOptions {
  readonly partition?: string;
  /** Time limit of each start of a job, such as `24:00:00`; a job that reaches it is restarted. */
  readonly time?: string;
  /** GPUs of each job, such as `1` or `a100:1`. */
  readonly gpus?: string;
  /** Cores of each job; also the threads that it uses. */
  readonly cpus: number;
  /** Memory of each job, such as `16G`. */
  readonly memory?: string;
  /** Further directives, such as `--account=vision`. */
  readonly extra: readonly string[];
  /** Number of restarts of a job that fails or reaches its time limit. */
  readonly restarts: number;
  /** Whether to wait for the jobs to end. */
  readonly wait: boolean;
}

/** Without options: one core, three restarts. */
export const DEFAULT_SLURM: SlurmOptions = { cpus: 1, extra: [], restarts: 3, wait: true };

/**
 * Returns the directives for the options, such as `--partition=gpu`.
 *
 * @throws {UsageError} on a value that would not be one directive
 *
 * @example
 * ```ts
 * import { DEFAULT_SLURM, slurmDirectives } from "./options.ts";
 *
 * const directives = slurmDirectives({ ...DEFAULT_SLURM, partition: "gpu", gpus: "1" });
 * console.assert(directives.join(" ") === "--partition=gpu --gpus=1 --cpus-per-task=1");
 * ```
 */
export function slurmDirectives({ partition, time, gpus, cpus, memory, extra }: SlurmOptions): string[] {
  const named = { partition, time, gpus, "cpus-per-task": cpus, mem: memory };
  const directives = Object.entries(named).filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      if (!/^\S+$/.test(String(value))) {
        throw new UsageError(`Cannot ask Slurm for ${name} "${value}": give one word`);
      }
      return `--${name}=${value}`;
    });
  for (const directive of extra) {
    if (!/^--?\w[^\r\n]*$/.test(directive)) {
      throw new UsageError(`Cannot give Slurm the directive "${directive}": write it as --account=NAME`);
    }
  }
  return [...directives, ...extra];
}
