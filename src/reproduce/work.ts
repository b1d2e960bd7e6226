/** An experiment as work: who carries it out, what comes first, and its runs as jobs. */
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

/** What is known of an experiment before anything of it is started. */
export interface Work {
  /** The experiment, of the arms that its data can have. */
  readonly experiment: Experiment;
  /** What the user must know of it. */
  readonly notices: readonly string[];
  readonly executor: Executor;
  /** How what comes first is made. */
  readonly preparing: PrepareOptions;
  readonly preparation: PlannedPreparation | undefined;
  /** The run store. */
  readonly store: string;
  readonly runs: readonly NamedRun[];
  readonly jobs: readonly Job[];
}

/** Fills in what the files hold that the arms name: runs are known by it. */
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

/** An experiment's runs, and the same as jobs of a store. */
export async function planRuns(
  experiment: Experiment,
  { store, backend }: { readonly store: string; readonly backend: string },
  options: ReproduceOptions,
): Promise<Pick<Work, "runs" | "jobs">> {
  const runs = gridRuns(await identifyArms(experiment, options)), { dataDir, memoryCap } = options;
  return { runs, jobs: runs.map((run) => trainingJob(run, { store, dataDir, memoryCap, backend })) };
}

/**
 * Plans an experiment; nothing is started.
 *
 * @throws {InputError} when data or the backend cannot be had
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
