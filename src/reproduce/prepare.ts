/**
 * What must be made before the runs of an experiment can be named: weights to start from, the salience of a trained
 * network. Runs are known by what these hold.
 *
 * @module
 */
import { join } from "@std/path";
import type { BackendName } from "../backend/mod.ts";
import { type NamedRun, runName } from "../experiment/config.ts";
import { identifyContents } from "../experiment/contents.ts";
import { type Executor, type ExecutorOptions, type Job, trainingJob } from "../experiment/executor/mod.ts";
import { writeJsonAtomic } from "../io/atomic.ts";
import { exists } from "../io/exists.ts";
import { hashFile } from "../io/hash.ts";
import type { Experiment, Made, Preparation } from "./experiment.ts";

/** How it is made. */
export interface PrepareOptions extends Omit<ExecutorOptions, "store"> {
  /** The folder of what is made. */
  readonly folder: string;
  readonly backend: BackendName;
  readonly dataDir?: string | undefined;
  readonly memoryCap?: number | undefined;
  readonly executor: Executor;
}

/** A preparation, as far as it can be told before it is done. */
export interface PlannedPreparation {
  readonly takes: Preparation["takes"];
  /** The run that comes before all others. */
  readonly run: NamedRun;
  readonly job: Job;
  /** Whether all of it is there already. */
  readonly isDone: boolean;
  /** The experiment with all its arms; while it is not done, those that wait for it name no run that exists. */
  readonly experiment: Experiment;
}

/** Patches per side of that salience, which is CBM's own number. */
export const GRADIENT_PATCHES = 4;

const UNKNOWN = "0".repeat(64);

/** Where things are made, and where what they hold is noted down. */
function placesOf(name: string, folder: string) {
  return {
    weights: {
      path: join(folder, name, "checkpoint", "weights.safetensors"),
      record: join(folder, `${name}.json`),
    },
    "input gradient": {
      path: join(folder, `${name}-input-gradient.npy`),
      record: join(folder, `${name}-input-gradient.json`),
    },
  };
}

/** What a record says: what was made is large, and may be deleted once it has served. */
async function recorded({ path, record }: { path: string; record: string }): Promise<Made | undefined> {
  if (!await exists(record)) return undefined;
  return { path, sha256: JSON.parse(await Deno.readTextFile(record)).sha256 };
}

/** Notes down what a file holds that was just made. */
async function record({ path, record }: { path: string; record: string }): Promise<Made> {
  const sha256 = await hashFile(path, "sha256");
  await writeJsonAtomic(record, { sha256 });
  return { path, sha256 };
}

/**
 * Looks what an experiment needs before its runs; nothing is made.
 *
 * @returns undefined where it needs nothing
 */
export async function planPreparation(
  experiment: Experiment,
  { folder, backend, dataDir, memoryCap, onProgress }: PrepareOptions,
): Promise<PlannedPreparation | undefined> {
  const { prepare, base } = experiment;
  if (prepare === undefined) return undefined;
  const loading = {
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(memoryCap === undefined ? {} : { memoryCap }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
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
 * Makes what an experiment needs before its runs; what was made before is taken as it is.
 *
 * @returns the experiment with it; undefined where a cluster works on it and this process does not wait
 * @throws {InputError} where it cannot be made
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

/** The salience of all training images by a run's network, as a job: the executor's machines have what it takes. */
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
