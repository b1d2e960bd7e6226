/**
 * The work that comes before the runs of an experiment: weights to start from, the salience of a trained
 * network. Runs are named by the contents of these files.
 *
 * @module
 */
import { join } from "@std/path";
import type { BackendName } from "../backend/mod.ts";
import { type NamedRun, runName } from "../experiment/config.ts";
import { identifyContents } from "../experiment/contents.ts";
import { type Executor, type ExecutorOptions, type Job, trainingJob } from "../experiment/executor/mod.ts";
import { runPaths } from "../experiment/run_folder/mod.ts";
import { writeJsonAtomic } from "../io/atomic.ts";
import { exists } from "../io/exists.ts";
import { hashFile } from "../io/hash.ts";
import type { Experiment, Made, Preparation } from "./experiment.ts";
import { loadingOf } from "./options.ts";

/** The settings for this work. */
export interface PrepareOptions extends Omit<ExecutorOptions, "store"> {
  /** The folder for the files that are made. */
  readonly folder: string;
  readonly backend: BackendName;
  readonly dataDir?: string | undefined;
  readonly memoryCap?: number | undefined;
  readonly executor: Executor;
}

/** A preparation, as far as it is known before it is done. */
export interface PlannedPreparation {
  readonly takes: Preparation["takes"];
  /** The run that comes before all others. */
  readonly run: NamedRun;
  readonly job: Job;
  /** True if its file was made before. */
  readonly isDone: boolean;
  /** The experiment with all its arms; until the file is made, dependent arms use placeholder run names. */
  readonly experiment: Experiment;
}

/** Patches per side of the input gradient's salience, which is CBM's own number. */
export const GRADIENT_PATCHES = 4;

const UNKNOWN = "0".repeat(64);

/** Returns the paths of a preparation's files, and of the records of their contents. */
function placesOf(name: string, folder: string) {
  return {
    weights: {
      path: runPaths(join(folder, name)).weights,
      record: join(folder, `${name}.json`),
    },
    "input gradient": {
      path: join(folder, `${name}-input-gradient.npy`),
      record: join(folder, `${name}-input-gradient.json`),
    },
  };
}

/** Reads the record of a file. The file itself is large, and may be deleted once it has served. */
async function recorded({ path, record }: { path: string; record: string }): Promise<Made | undefined> {
  if (!await exists(record)) return undefined;
  return { path, sha256: JSON.parse(await Deno.readTextFile(record)).sha256 };
}

/** Records the contents of a file that was just made. */
async function record({ path, record }: { path: string; record: string }): Promise<Made> {
  const sha256 = await hashFile(path, "sha256");
  await writeJsonAtomic(record, { sha256 });
  return { path, sha256 };
}

/**
 * Plans the work that comes before an experiment's runs, and makes nothing.
 *
 * @returns undefined if it needs none
 */
export async function planPreparation(
  experiment: Experiment,
  { folder, backend, dataDir, memoryCap, onProgress }: PrepareOptions,
): Promise<PlannedPreparation | undefined> {
  const { prepare, base } = experiment;
  if (prepare === undefined) return undefined;
  const loading = loadingOf({ dataDir, memoryCap, onProgress });
  const config = await identifyContents(prepare.train(base), loading);
  const run = { name: runName(config), config };
  const place = placesOf(run.name, folder)[prepare.takes], made = await recorded(place);
  return {
    takes: prepare.takes,
    run,
    job: trainingJob(run, { store: folder, backend, dataDir, memoryCap }),
    isDone: made !== undefined,
    experiment: { ...experiment, arms: prepare.arms(made ?? { path: place.path, sha256: UNKNOWN }) },
  };
}

/**
 * Makes the files that an experiment needs before its runs, unless they were made before.
 *
 * @returns the experiment with all its arms; undefined if a cluster works on it and this process does not
 * wait
 * @throws {InputError} if a file cannot be made
 */
export async function prepareExperiment(
  experiment: Experiment,
  options: PrepareOptions,
): Promise<Experiment | undefined> {
  const { prepare } = experiment, planned = await planPreparation(experiment, options);
  if (prepare === undefined || planned === undefined) return experiment;
  if (planned.isDone) return planned.experiment;
  const { run, job } = planned, places = placesOf(run.name, options.folder);
  const { folder, executor, jobs, signal, onProgress, onNotice } = options;
  let weights = await recorded(places.weights);
  if (weights === undefined) {
    if (!await executor.run([job], { store: folder, jobs, signal, onProgress, onNotice })) return undefined;
    weights = await record(places.weights);
  }
  if (prepare.takes === "weights") return { ...experiment, arms: prepare.arms(weights) };
  const gradient = places["input gradient"];
  const measuring = gradientJob(run, weights.path, gradient.path, options);
  if (!await executor.run([measuring], { store: folder, jobs, signal, onProgress, onNotice })) {
    return undefined;
  }
  return { ...experiment, arms: prepare.arms(await record(gradient)) };
}

/**
 * Makes the job that measures the salience of all training images by a run's network, for the executor's
 * machines.
 */
function gradientJob(
  { name, config }: NamedRun,
  weights: string,
  out: string,
  { backend, dataDir }: PrepareOptions,
): Job {
  const isFinished = () => exists(out);
  return {
    name: `${name}-input-gradient`,
    what: `input gradient of ${config.label}`,
    isFinished,
    steps: 1,
    stepsDone: async () => await isFinished() ? 1 : 0,
    prepare: () =>
      Promise.resolve([
        ...["salience", "--dataset", config.dataset, "--measure", "input-gradient", "--model", config.model],
        ...["--patches", String(GRADIENT_PATCHES), "--weights", weights, "--out", out],
        ...["--backend", backend, "--quiet"],
        ...(dataDir === undefined ? [] : ["--data-dir", dataDir]),
      ]),
  };
}
