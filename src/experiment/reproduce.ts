/**
 * A table of the paper, end to end: the runs that are missing, then analysis and report.
 *
 * @module
 */
import { join } from "@std/path";
import { type Analysis, analyze } from "../analysis/analyze.ts";
import { counted } from "../analysis/format.ts";
import type { BackendName } from "../backend/mod.ts";
import { loadDataset } from "../data/mod.ts";
import { InputError } from "../errors.ts";
import { type ReportFiles, writeReport } from "../report/mod.ts";
import { chosenBackend } from "./chosen_backend.ts";
import { type Experiment, gridRuns } from "./grid.ts";
import { runLocally } from "./local_executor.ts";
import { sampleMasks, samplesAsIn } from "./samples.ts";
import { chooseImages } from "./subset.ts";
import { identifyWeights } from "./transfer.ts";

/** How an experiment is carried out; see {@linkcode ExecutorOptions} for what that does to the numbers. */
export interface ReproduceOptions {
  /** The folder of table and report; the runs lie under `runs/`. */
  readonly out: string;
  readonly backend: BackendName | "auto";
  /** Runs at a time; by default one per core where a run uses one core, else one. */
  readonly jobs?: number;
  readonly dataDir?: string;
  /** The command that gives the same numbers, for the report; it is told the backend that was used. */
  readonly command: (backend: BackendName) => string;
  readonly signal?: AbortSignal;
  /** Told how far the work is: done of total, and what is being done. */
  readonly onProgress?: (done: number, total: number, what: string) => void;
  /** Told once what is about to be done. */
  readonly onPlan?: (plan: string) => void;
}

/** What an experiment gives. */
export interface Reproduced {
  readonly analysis: Analysis;
  readonly files: ReportFiles;
}

/**
 * Carries out an experiment: finished runs are skipped, started ones resumed.
 *
 * @throws {InputError} when data cannot be had, a run fails, or the work is interrupted; the same call goes on
 */
export async function reproduce(experiment: Experiment, options: ReproduceOptions): Promise<Reproduced> {
  const data = options.dataDir === undefined ? {} : { dataDir: options.dataDir };
  const progress = options.onProgress === undefined ? {} : { onProgress: options.onProgress };
  const base = await identifyWeights(experiment.base);

  // Once, here, so that the runs find the data in the cache.
  const dataset = await loadDataset(base.dataset, { ...data, ...progress });
  const { train, test } = chooseImages(dataset, base);
  if (options.signal?.aborted) throw new InputError("Interrupted before the first run.");

  const backend = await chosenBackend(options.backend);
  const jobs = options.jobs ?? (backend.oneCore ? navigator.hardwareConcurrency : 1);
  const runs = gridRuns({ ...experiment, base });
  options.onPlan?.(
    `${experiment.title}: ${counted(experiment.arms.length, "method")} × ` +
      `${counted(experiment.seeds.length, "seed")} = ${counted(runs.length, "run")} of ` +
      `${counted(base.epochs, "epoch")} on ${train.length} images ` +
      `(${train.length * base.epochs} image-steps each), ` +
      `tested on ${test.length}; ${base.model} on ${backend.name}, ${jobs} at a time`,
  );
  const store = join(options.out, "runs");
  await runLocally(runs, {
    ...data,
    ...progress,
    store,
    backend: backend.name,
    jobs,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });

  const analysis = await analyze(runs.map(({ name }) => join(store, name)), {
    comparisons: experiment.comparisons,
  });
  const files = await writeReport(analysis, options.out, {
    title: experiment.title,
    samples: await sampleMasks(dataset, samplesAsIn(experiment.arms.map(({ method }) => method))),
    attribution: dataset.attribution,
    command: options.command(backend.name),
    notes: experiment.notes,
  });
  return { analysis, files };
}
