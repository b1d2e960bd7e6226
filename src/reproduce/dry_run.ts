/** Shows what would be submitted to a cluster. */
import { UsageError } from "../errors.ts";
import type { Experiment } from "./experiment.ts";
import type { ReproduceOptions } from "./options.ts";
import type { PlannedPreparation } from "./prepare.ts";
import { planWork, type Work } from "./work.ts";

const NOT_WRITTEN = [
  "A dry run: nothing was submitted to Slurm, and the configuration files that the commands below use",
  "were not written. A real submission writes them, under a different name.",
];

/** Describes what comes before the array, for the script's comments. */
function describeFirst({ run, takes, isDone }: PlannedPreparation): string[] {
  if (isDone) return [];
  return [
    `This array starts after a separate job that trains "${run.config.label}" (${run.name})`,
    ...(takes === "weights" ? ["and produces the arms' initial weights."] : [
      "and another that runs `salience --measure input-gradient` on its weights.",
    ]),
    "Run names depend on the contents of its output file, so the runs that use it will have different names.",
  ];
}

const commented = ({ notices, preparation }: Work): string[] =>
  [...NOT_WRITTEN, ...notices, ...(preparation === undefined ? [] : describeFirst(preparation))]
    .map((line) => `# ${line}`);

/**
 * Writes the script that \`reproduce()\` would submit to a cluster, without submitting it.
 *
 * @returns the script of the array job of all unfinished runs; comments say what is done before it
 * @throws {UsageError} if the runs would be carried out on this machine, which takes no script
 */
export async function dryRun(experiment: Experiment, options: ReproduceOptions): Promise<string> {
  const work = await planWork(experiment, options), { executor, jobs, store, preparing } = work;
  if (executor.script === undefined) {
    throw new UsageError("Only --executor slurm has a job script to print: omit --dry-run");
  }
  const [first, ...rest] = (await executor.script(jobs, { store, jobs: preparing.jobs })).split("\n");
  return [first, ...commented(work), ...rest].join("\n");
}
