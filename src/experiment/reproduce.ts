/**
 * A table of the paper, end to end: the runs that are missing, then analysis and report.
 *
 * @module
 */
import { join } from "@std/path";
import { type Analysis, analyze } from "../analysis/analyze.ts";
import type { MaskSamples } from "../analysis/charts/mod.ts";
import type { BackendName } from "../backend/mod.ts";
import type { Dataset } from "../data/types.ts";
import { loadDataset } from "../data/mod.ts";
import { InputError } from "../errors.ts";
import { type ReportFiles, writeReport } from "../report/mod.ts";
import type { SlurmOptions } from "./executor/mod.ts";
import type { ArmPlan, Experiment, GridRun } from "./grid.ts";
import { describeExperiment, describeWork } from "./plan.ts";
import { detectionPictures } from "./pictures.ts";
import { prepareExperiment } from "./prepare.ts";
import { publishedByArm, publishedNotes } from "./recipes/published.ts";
import { sampleMasks, samplesAsIn } from "./samples.ts";
import { loadingOf, planRuns, planWork } from "./work.ts";

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

/** The data sets of some runs by how they are written, each loaded once, so that the runs find it in the cache. */
async function loadAll(runs: readonly GridRun[], options: ReproduceOptions): Promise<Map<string, Dataset>> {
  const datasets = new Map<string, Dataset>();
  for (const { config: { dataset } } of runs) {
    if (!datasets.has(dataset)) datasets.set(dataset, await loadDataset(dataset, loadingOf(options)));
  }
  return datasets;
}

/** Sample images with masks, where what they are drawn by is still there. */
async function samplesFor(
  dataset: Dataset,
  arms: readonly ArmPlan[],
  { onNotice }: ReproduceOptions,
): Promise<{ samples?: MaskSamples }> {
  try {
    return { samples: await sampleMasks(dataset, samplesAsIn(arms.map(({ method }) => method))) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    onNotice?.(`The report has no sample masks: ${error.message}`);
    return {};
  }
}

/**
 * Carries out an experiment: finished runs are skipped, started ones resumed.
 *
 * @returns undefined where the runs were handed to a cluster and go on there (`slurm.wait` is false)
 * @throws {InputError} when data cannot be had, a run fails, or the work is interrupted; the same call goes on
 */
export async function reproduce(
  wanted: Experiment,
  options: ReproduceOptions,
): Promise<Reproduced | undefined> {
  const work = await planWork(wanted, options),
    { experiment, executor, preparing, preparation, store } = work;
  const { backend } = preparing, settings = { ...preparing, store };
  for (const notice of work.notices) options.onNotice?.(notice);
  const datasets = await loadAll([...work.runs, ...(preparation ? [preparation.run] : [])], options);
  if (options.signal?.aborted) throw new InputError("Interrupted before the first run.");

  const where = `${backend}, ${executor.describe(settings)}`;
  options.onPlan?.(describeExperiment(preparation?.experiment ?? experiment, work, datasets, where));
  const left = options.onPlan && await describeWork(work, datasets, settings);
  if (left !== undefined) options.onPlan?.(left);

  const prepared = await prepareExperiment(experiment, preparing);
  if (prepared === undefined) return undefined;
  const { runs, jobs } = await planRuns(prepared, settings, options);
  if (!await executor.run(jobs, settings)) return undefined;

  const analysis = await analyze(runs.map(({ name }) => join(store, name)), {
    comparisons: experiment.comparisons,
    severalTestSets: experiment.severalTestSets ?? false,
    ...publishedByArm(experiment.published),
  });
  const dataset = datasets.get(experiment.base.dataset);
  const files = await writeReport(analysis, options.out, {
    title: experiment.title,
    ...(dataset && await samplesFor(dataset, prepared.arms, options)),
    pictures: await detectionPictures(analysis, (name) => Promise.resolve(datasets.get(name)!)),
    attribution: [...new Set([...datasets.values()].map(({ attribution }) => attribution))].join(" "),
    command: options.command(backend),
    notes: [...experiment.notes, ...publishedNotes(experiment.published)],
  });
  return { analysis, files };
}
