/** What a cluster would be handed. */
import { UsageError } from "../errors.ts";
import type { Experiment } from "./experiment.ts";
import type { ReproduceOptions } from "./options.ts";
import type { PlannedPreparation } from "./prepare.ts";
import { planWork, type Work } from "./work.ts";

const NOT_WRITTEN = [
  "A dry run: nothing was handed to Slurm, and the files of configuration that the commands below name",
  "were not written. A real submission writes them, under a name of its own.",
];

/** What comes before the array, as the script's comments. */
function describeFirst({ run, takes, isDone }: PlannedPreparation): string[] {
  if (isDone) return [];
  return [
    `This array starts after a job of its own that trains "${run.config.label}" (${run.name})`,
    ...(takes === "weights" ? ["and whose weights the arms start from."] : [
      "and after another that runs `salience --measure input-gradient` on its weights.",
    ]),
    "Runs are named by what that gives: the names of those that use it will differ from these.",
  ];
}

const commented = ({ notices, preparation }: Work): string[] =>
  [...NOT_WRITTEN, ...notices, ...(preparation === undefined ? [] : describeFirst(preparation))]
    .map((line) => `# ${line}`);

/**
 * What `reproduce()` would hand to a cluster.
 *
 * @returns the script of the array job, of the runs that are not finished; comments say what is done before it
 * @throws {UsageError} where the runs would be carried out on this machine, which takes no script
 */
export async function dryRun(experiment: Experiment, options: ReproduceOptions): Promise<string> {
  const work = await planWork(experiment, options), { executor, jobs, store, preparing } = work;
  if (executor.script === undefined) {
    throw new UsageError("There is a script to show for --executor slurm alone: leave --dry-run out");
  }
  const [first, ...rest] = (await executor.script(jobs, { store, jobs: preparing.jobs })).split("\n");
  return [first, ...commented(work), ...rest].join("\n");
}
