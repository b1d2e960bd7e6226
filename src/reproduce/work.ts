/** Plans an experiment as work: who carries it out, what comes first, and its runs as jobs. */
import { join } from "@std/path";
import { loadDataset } from "../data/mod.ts";
import { chosenBackend } from "../experiment/chosen_backend.ts";
import type { NamedRun } from "../experiment/config.ts";
import { identifyContents } from "../experiment/contents.ts";
import {
  type Executor,
  type Job,
  localExecutor,
  slurmExecutor,
  trainingJob,
} from "../experiment/executor/mod.ts";
import { identifyWeights } from "../experiment/transfer.ts";
import type { ArmPlan, Experiment } from "./experiment.ts";
import { fitToData } from "./fit_to_data.ts";
import { gridRuns } from "./grid.ts";
import { loadingOf, type ReproduceOptions } from "./options.ts";
import { type PlannedPreparation, planPreparation, type PrepareOptions } from "./prepare.ts";

/** The plan of an experiment, known before anything is started. */
export interface Work {
  /** The experiment, with the arms that its data sets can run. */
  readonly experiment: Experiment;
  /** Sentences that the user must read. */
  readonly notices: readonly string[];
  readonly executor: Executor;
  /** The settings for the work that comes first. */
  readonly preparing: PrepareOptions;
  readonly preparation: PlannedPreparation | undefined;
  /** The folder of the runs. */
  readonly store: string;
  readonly runs: readonly NamedRun[];
  readonly jobs: readonly Job[];
}

/** Fills in the hashes of the files that the arms name; runs are named by them. */
async function identifyArms(experiment: Experiment, options: ReproduceOptions): Promise<Experiment> {
  const arms: ArmPlan[] = [];
  for (const arm of experiment.arms) {
    const config = { ...experiment.base, ...arm.config, method: arm.method };
    const { weightsSha256, contents } = await identifyContents(
      await identifyWeights(config),
      loadingOf(options),
    );
    arms.push({ ...arm, config: { ...arm.config, weightsSha256, contents } });
  }
  return { ...experiment, arms };
}

/** Lists an experiment's runs, and the jobs that carry them out in a store. */
export async function planRuns(
  experiment: Experiment,
  { store, backend }: { readonly store: string; readonly backend: string },
  options: ReproduceOptions,
): Promise<Pick<Work, "runs" | "jobs">> {
  const runs = gridRuns(await identifyArms(experiment, options)), { dataDir, memoryCap } = options;
  return { runs, jobs: runs.map((run) => trainingJob(run, { store, dataDir, memoryCap, backend })) };
}

/**
 * Plans an experiment, and starts nothing.
 *
 * @throws {InputError} if data or the backend is missing
 */
export async function planWork(wanted: Experiment, options: ReproduceOptions): Promise<Work> {
  const { name: backend, oneCore } = await chosenBackend(options.backend);
  const executor = options.slurm === undefined ? localExecutor(oneCore) : slurmExecutor(options.slurm);
  const { experiment, notices } = await fitToData(
    wanted,
    (dataset) => loadDataset(dataset, loadingOf(options)),
  );
  const { out, jobs, signal, onProgress, onNotice, dataDir, memoryCap } = options, store = join(out, "runs");
  const folder = join(out, "prepared"), settings = { jobs, signal, onProgress, onNotice };
  const preparing = { ...settings, folder, backend, executor, dataDir, memoryCap };
  const preparation = await planPreparation(experiment, preparing);
  const planned = await planRuns(preparation?.experiment ?? experiment, { store, backend }, options);
  return { experiment, notices, executor, preparing, preparation, store, ...planned };
}
