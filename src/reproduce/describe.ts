/** Describes in words what an experiment is about to do, and what it takes. */
import { counted } from "../analysis/format.ts";
import type { Dataset } from "../data/types.ts";
import type { NamedRun } from "../experiment/config.ts";
import type { Executor, ExecutorOptions, Job } from "../experiment/executor/mod.ts";
import { chooseImages } from "../experiment/subset.ts";
import { freeSpace } from "../io/disk.ts";
import {
  estimate,
  measureRate,
  rateKey,
  type RunAhead,
  sizeText,
  spanText,
  type TrainingRate,
} from "./estimate.ts";
import type { Experiment } from "./experiment.ts";
import { oneOrRange } from "./outline.ts";
import type { PlannedPreparation } from "./prepare.ts";

type Datasets = ReadonlyMap<string, Dataset>;

/** Counts the images that a run trains and is tested on. */
const imagesOf = ({ config }: Pick<NamedRun, "config">, datasets: Datasets) => {
  const { train, test } = chooseImages(datasets.get(config.dataset)!, config);
  return { train: train.length, test: test.length };
};

/** Describes the run that comes before all others. */
function describePreparation({ run, takes, isDone }: PlannedPreparation, datasets: Datasets): string {
  const { config } = run, { train } = imagesOf(run, datasets);
  return `; first, 1 run of ${
    counted(config.epochs, "epoch")
  } on ${train} images (${config.label}), for its ` +
    `${takes}${isDone ? ", already done" : ""}`;
}

/**
 * Describes an experiment in a sentence: its arms, seeds, epochs and images, and what is made before its
 * runs.
 *
 * @param where the place that its runs are carried out at, such as a backend and an executor
 */
export function describeExperiment(
  { title, arms, seeds }: Experiment,
  { runs, preparation }: { runs: readonly NamedRun[]; preparation?: PlannedPreparation | undefined },
  datasets: Datasets,
  where: string,
): string {
  const images = runs.map((run) => imagesOf(run, datasets));
  const of = (value: (run: NamedRun, index: number) => number) => oneOrRange(runs.map(value));
  const models = [...new Set(runs.map(({ config }) => config.model))].join(", ");
  const epochs = of(({ config }) => config.epochs);
  return `${title}: ${counted(arms.length, "method")} × ${counted(seeds.length, "seed")} = ` +
    `${counted(runs.length, "run")} of ${epochs} ${epochs === "1" ? "epoch" : "epochs"} on ` +
    `${of((_, i) => images[i]!.train)} images ` +
    `(${of(({ config }, i) => images[i]!.train * config.epochs)} image-steps each), ` +
    `tested on ${of((_, i) => images[i]!.test)}; ${models} on ${where}` +
    (preparation === undefined ? "" : describePreparation(preparation, datasets));
}

/** Looks how far a run has come that is not finished. */
async function runAhead(run: NamedRun, job: Job, datasets: Datasets): Promise<RunAhead> {
  const { train: trainImages, test: testImages } = imagesOf(run, datasets);
  const { shape: [size] } = datasets.get(run.config.dataset)!;
  return { config: run.config, epochsDone: await job.stepsDone(), trainImages, testImages, size };
}

/** Lists what is left of the work before the runs. */
async function preparationAhead(
  { run, job, takes, isDone }: PlannedPreparation,
  datasets: Datasets,
): Promise<RunAhead[]> {
  if (isDone) return [];
  const ahead = await runAhead(run, job, datasets);
  if (takes === "weights") return [ahead];
  return [{ ...ahead, gradientImages: datasets.get(run.config.dataset)!.train.size }];
}

/**
 * Describes what is left of an experiment and what that takes, for which a few steps are measured.
 *
 * @returns undefined if nothing is left to do
 */
export async function describeWork(
  { runs, jobs, preparation }: {
    runs: readonly NamedRun[];
    jobs: readonly Job[];
    preparation?: PlannedPreparation | undefined;
  },
  datasets: Datasets,
  options: ExecutorOptions & { readonly backend: string; readonly executor: Executor },
): Promise<string | undefined> {
  const before = preparation === undefined ? [] : await preparationAhead(preparation, datasets);
  const after: RunAhead[] = [];
  for (const [index, run] of runs.entries()) {
    if (!await jobs[index]!.isFinished()) after.push(await runAhead(run, jobs[index]!, datasets));
  }
  const ahead = [...before, ...after];
  if (ahead.length === 0) return undefined;
  const { backend, executor, signal, store } = options, { atATime, threads } = executor.capacity(options);
  const rates = new Map<string, TrainingRate>(), words: string[] = [];
  for (const run of ahead) {
    if (rates.has(rateKey(run))) continue;
    const rate = await measureRate(run, backend, threads, signal);
    if (rate === undefined) {
      return `${counted(ahead.length, "run")} left; we could not estimate how long they take`;
    }
    rates.set(rateKey(run), rate);
    words.push(`${rate.secondsPerStep.toPrecision(2)} s for a step of ${run.config.model}`);
  }
  const { bytes } = estimate(ahead, rates), free = await freeSpace(store);
  // All other runs wait for the preparation.
  const wide = Math.max(1, Math.min(atATime ?? 1, after.length));
  const seconds = estimate(before, rates).seconds + estimate(after, rates).seconds / wide;
  return `${counted(ahead.length, "run")} left: about ${spanText(seconds)} ` +
    `${atATime === undefined ? "for one run after the other, at the rate" : "at the rate"} measured here ` +
    `(${words.join(", ")}, conventional training), and ${sizeText(bytes)} of disk space` +
    (free === undefined ? "" : ` (${sizeText(free)} free)`);
}
