/**
 * A table of the paper, end to end: the runs that are missing, then analysis and report.
 *
 * @module
 */
import { join } from "@std/path";
import { type Analysis, analyze } from "../analysis/analyze.ts";
import type { BackendName } from "../backend/mod.ts";
import type { Dataset } from "../data/types.ts";
import { loadDataset } from "../data/mod.ts";
import { InputError, UsageError } from "../errors.ts";
import { type ReportFiles, writeReport } from "../report/mod.ts";
import { chosenBackend } from "./chosen_backend.ts";
import {
  type Executor,
  localExecutor,
  slurmExecutor,
  type SlurmOptions,
  trainingJob,
} from "./executor/mod.ts";
import { identifyContents } from "./contents.ts";
import { type ArmPlan, type Experiment, type GridRun, gridRuns } from "./grid.ts";
import { describeExperiment, describeWork } from "./plan.ts";
import { detectionPictures } from "./pictures.ts";
import { prepareExperiment } from "./prepare.ts";
import { sampleMasks, samplesAsIn } from "./samples.ts";
import { identifyWeights } from "./transfer.ts";

/** How an experiment is carried out; but for last bits it does not change the numbers. */
export interface ReproduceOptions {
  /** The folder of table and report; the runs lie under `runs/`. */
  readonly out: string;
  readonly backend: BackendName | "auto";
  /** Runs at a time; by default on this machine one per core where a run uses one core, else one. */
  readonly jobs?: number;
  /** Runs on a cluster with Slurm, asking this of it; left out: on this machine. */
  readonly slurm?: SlurmOptions;
  readonly dataDir?: string;
  /** Bytes of images that a run may hold in memory; `$CBM_MEMORY_CAP` by default. */
  readonly memoryCap?: number;
  /** The command that gives the same numbers, for the report; it is told the backend that was used. */
  readonly command: (backend: BackendName) => string;
  readonly signal?: AbortSignal;
  /** Told how far the work is: done of total, and what is being done. */
  readonly onProgress?: (done: number, total: number, what: string) => void;
  /** Told before the first run what is about to be done; then, once that is measured, what it takes. */
  readonly onPlan?: (plan: string) => void;
  /** Told what a user must know at once, such as the number of a cluster's job. */
  readonly onNotice?: (text: string) => void;
}

/** What an experiment gives. */
export interface Reproduced {
  readonly analysis: Analysis;
  readonly files: ReportFiles;
}

/** How data sets are loaded. */
const loadingOf = ({ dataDir, memoryCap, onProgress }: ReproduceOptions) => ({
  ...(dataDir === undefined ? {} : { dataDir }),
  ...(memoryCap === undefined ? {} : { memoryCap }),
  ...(onProgress === undefined ? {} : { onProgress }),
});

/** Fills in what the files hold that the arms name: runs are known by it. */
async function identifyArms(experiment: Experiment, options: ReproduceOptions): Promise<Experiment> {
  const identify = async (arm: ArmPlan): Promise<ArmPlan> => {
    const config = { ...experiment.base, ...arm.config, method: arm.method };
    const { weightsSha256, contents } = await identifyContents(
      await identifyWeights(config),
      loadingOf(options),
    );
    return { ...arm, config: { ...arm.config, weightsSha256, contents } };
  };
  const arms: ArmPlan[] = [];
  for (const arm of experiment.arms) arms.push(await identify(arm));
  return { ...experiment, arms };
}

/** Who carries out an experiment's runs, and how. */
async function chooseExecutor(options: ReproduceOptions) {
  const backend = await chosenBackend(options.backend);
  const executor: Executor = options.slurm === undefined
    ? localExecutor(backend.oneCore)
    : slurmExecutor(options.slurm);
  const { jobs, signal, onProgress, onNotice } = options;
  const settings = { store: join(options.out, "runs"), jobs, signal, onProgress, onNotice };
  return { backend, executor, settings };
}

/** An experiment's runs as jobs. */
async function planJobs(experiment: Experiment, options: ReproduceOptions, backend: string, store: string) {
  const runs = gridRuns(await identifyArms(experiment, options)), { dataDir, memoryCap } = options;
  return { runs, jobs: runs.map((run) => trainingJob(run, { store, dataDir, memoryCap, backend })) };
}

/** The data sets of some runs by how they are written, each loaded once, so that the runs find it in the cache. */
async function loadAll(runs: readonly GridRun[], options: ReproduceOptions): Promise<Map<string, Dataset>> {
  const datasets = new Map<string, Dataset>();
  for (const { config: { dataset } } of runs) {
    if (!datasets.has(dataset)) datasets.set(dataset, await loadDataset(dataset, loadingOf(options)));
  }
  return datasets;
}

/**
 * Carries out an experiment: finished runs are skipped, started ones resumed.
 *
 * @returns undefined where the runs were handed to a cluster and go on there (`slurm.wait` is false)
 * @throws {InputError} when data cannot be had, a run fails, or the work is interrupted; the same call goes on
 */
export async function reproduce(
  experiment: Experiment,
  options: ReproduceOptions,
): Promise<Reproduced | undefined> {
  const { backend, executor, settings } = await chooseExecutor(options);
  const { dataDir, memoryCap } = options;
  const prepared = await prepareExperiment(experiment, {
    ...settings,
    folder: join(options.out, "prepared"),
    backend: backend.name,
    executor,
    dataDir,
    memoryCap,
  });
  if (prepared === undefined) return undefined;
  const { runs, jobs } = await planJobs(prepared, options, backend.name, settings.store);
  const datasets = await loadAll(runs, options), dataset = datasets.get(experiment.base.dataset);
  if (options.signal?.aborted) throw new InputError("Interrupted before the first run.");

  const where = `${backend.name}, ${executor.describe(settings)}`;
  options.onPlan?.(describeExperiment(prepared, runs, datasets, where));
  const work = options.onPlan &&
    await describeWork(runs, jobs, datasets, { ...settings, backend: backend.name, executor });
  if (work !== undefined) options.onPlan?.(work);
  if (!await executor.run(jobs, settings)) return undefined;

  const analysis = await analyze(runs.map(({ name }) => join(settings.store, name)), {
    comparisons: experiment.comparisons,
    severalTestSets: experiment.severalTestSets ?? false,
    ...publishedOf(experiment),
  });
  const files = await writeReport(analysis, options.out, {
    title: experiment.title,
    ...(dataset === undefined
      ? {}
      : { samples: await sampleMasks(dataset, samplesAsIn(prepared.arms.map(({ method }) => method))) }),
    pictures: await detectionPictures(analysis, (name) => Promise.resolve(datasets.get(name)!)),
    attribution: [...new Set([...datasets.values()].map(({ attribution }) => attribution))].join(" "),
    command: options.command(backend.name),
    notes: [...experiment.notes, ...sourcesOf(experiment)],
  });
  return { analysis, files };
}

/** What is published, by arm; nothing where nothing is. */
const publishedOf = ({ published = [] }: Experiment) =>
  published.length === 0
    ? {}
    : { published: Object.fromEntries(published.map(({ arm, ...row }) => [arm, row])) };

/** Where the published numbers come from, and what they are not. */
const sourcesOf = ({ published = [] }: Experiment): string[] =>
  [...new Set(published.map(({ source }) => source))].map((source) =>
    `Published numbers: ${source}. CBM's own are not public as text; recipes differ in details.`
  );

/**
 * What {@linkcode reproduce} would hand to a cluster.
 *
 * @returns the script of the array job, of the runs that are not finished
 * @throws {UsageError} where the runs would be carried out on this machine, which takes no script
 */
export async function dryRun(experiment: Experiment, options: ReproduceOptions): Promise<string> {
  const { backend, executor, settings } = await chooseExecutor(options);
  if (executor.script === undefined) {
    throw new UsageError("There is a script to show for --executor slurm alone: leave --dry-run out");
  }
  if (experiment.prepare !== undefined) {
    throw new UsageError(
      "This table trains a network before its runs are known: there is no script of them yet. Leave --dry-run out",
    );
  }
  const { jobs } = await planJobs(experiment, options, backend.name, settings.store);
  return await executor.script(jobs, settings);
}
