/**
 * Reproduces a table of the paper, end to end: the runs that are missing, then analysis and report.
 *
 * @module
 */
import { type Analysis, analyze } from "../analysis/analyze.ts";
import type { MaskSamples } from "../analysis/charts/mod.ts";
import { loadDataset } from "../data/mod.ts";
import type { Dataset } from "../data/types.ts";
import { InputError, Interrupted } from "../errors.ts";
import type { NamedRun } from "../experiment/config.ts";
import { answeredImages } from "../report/answered_images.ts";
import { networkCosts } from "../report/costs.ts";
import { detectionPictures } from "../report/detection_pictures.ts";
import { type ReportFiles, writeReport } from "../report/mod.ts";
import { sampleMasks, samplesAsIn } from "../report/samples.ts";
import { declareExperiment } from "./declare.ts";
import { describeExperiment, describeWork } from "./describe.ts";
import type { ArmPlan, Experiment } from "./experiment.ts";
import { loadingOf, type ReproduceOptions } from "./options.ts";
import { prepareExperiment } from "./prepare.ts";
import { planRuns, planWork } from "./work.ts";

/** The results of an experiment. */
export interface Reproduced {
  readonly analysis: Analysis;
  readonly files: ReportFiles;
}

/**
 * Loads the data sets of some runs, each once, so that the runs find it in the cache; keyed by specification.
 */
async function loadAll(runs: readonly NamedRun[], options: ReproduceOptions): Promise<Map<string, Dataset>> {
  const datasets = new Map<string, Dataset>();
  for (const { config: { dataset } } of runs) {
    if (!datasets.has(dataset)) datasets.set(dataset, await loadDataset(dataset, loadingOf(options)));
  }
  return datasets;
}

/** Draws masks on sample images, if the file of salience that an arm names is still there. */
async function samplesFor(
  dataset: Dataset,
  arms: readonly ArmPlan[],
  { onNotice }: ReproduceOptions,
): Promise<{ samples?: MaskSamples }> {
  try {
    return { samples: await sampleMasks(dataset, samplesAsIn(arms.map(({ method }) => method))) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    onNotice?.(`No sample images in the report: ${error.message}`);
    return {};
  }
}

/**
 * Carries out an experiment: skips finished runs and resumes started ones.
 *
 * @returns undefined if the runs continue on a cluster (`slurm.wait` is false)
 * @throws {InputError} if data is missing, a run fails, or the work is interrupted; the same call resumes it
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
  if (options.signal?.aborted) throw new Interrupted("Interrupted before the first run.");

  const where = `${backend}, ${executor.describe(settings)}`;
  options.onPlan?.(describeExperiment(preparation?.experiment ?? experiment, work, datasets, where));
  const left = options.onPlan && await describeWork(work, datasets, settings);
  if (left !== undefined) options.onPlan?.(left);

  const prepared = await prepareExperiment(experiment, preparing);
  if (prepared === undefined) return undefined;
  const { runs, jobs } = await planRuns(prepared, settings, options);
  const replaced = await declareExperiment(prepared, runs, options.out);
  if (replaced !== undefined) options.onNotice?.(replaced);
  if (!await executor.run(jobs, settings)) return undefined;

  const analysis = await analyze([options.out]);
  const dataset = datasets.get(experiment.base.dataset);
  const files = await writeReport(analysis, options.out, {
    title: experiment.title,
    ...(dataset && await samplesFor(dataset, prepared.arms, options)),
    pictures: await detectionPictures(analysis, (name) => Promise.resolve(datasets.get(name)!)),
    answered: await answeredImages(analysis, (name) => Promise.resolve(datasets.get(name))),
    costs: await networkCosts(analysis),
    attribution: [...new Set([...datasets.values()].map(({ attribution }) => attribution))].join(" "),
    command: options.command(backend),
    notes: analysis.declaration?.notes,
  });
  return { analysis, files };
}
