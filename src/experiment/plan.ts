/** What an experiment is about to do, in words, and what it takes. */
import { counted } from "../analysis/format.ts";
import { freeSpace } from "../io/disk.ts";
import type { Dataset } from "../data/types.ts";
import {
  estimate,
  measureRate,
  rateKey,
  type RunAhead,
  sizeText,
  spanText,
  type TrainingRate,
} from "./estimate.ts";
import type { Executor, ExecutorOptions, Job } from "./executor/mod.ts";
import type { Experiment, GridRun } from "./grid.ts";
import type { PlannedPreparation } from "./prepare.ts";
import { chooseImages } from "./subset.ts";

type Datasets = ReadonlyMap<string, Dataset>;

/** How many images a run trains and is tested on. */
const imagesOf = ({ config }: Pick<GridRun, "config">, datasets: Datasets) => {
  const { train, test } = chooseImages(datasets.get(config.dataset)!, config);
  return { train: train.length, test: test.length };
};

/** The one value that all have, or the least and the most. */
function oneOrRange(values: readonly number[]): string {
  const least = Math.min(...values), most = Math.max(...values);
  return least === most ? String(least) : `${least} to ${most}`;
}

/** The run that comes before all others, in words. */
function describePreparation({ run, takes, isDone }: PlannedPreparation, datasets: Datasets): string {
  const { config } = run, { train } = imagesOf(run, datasets);
  return `; before them 1 run of ${
    counted(config.epochs, "epoch")
  } on ${train} images (${config.label}), for its ` +
    `${takes}${isDone ? ", which is done" : ""}`;
}

/**
 * An experiment in a sentence: its arms, seeds, epochs and images, and what is made before its runs.
 *
 * @param where its runs are carried out
 */
export function describeExperiment(
  { title, arms, seeds }: Experiment,
  { runs, preparation }: { runs: readonly GridRun[]; preparation?: PlannedPreparation | undefined },
  datasets: Datasets,
  where: string,
): string {
  const images = runs.map((run) => imagesOf(run, datasets));
  const of = (value: (run: GridRun, index: number) => number) => oneOrRange(runs.map(value));
  const models = [...new Set(runs.map(({ config }) => config.model))].join(", ");
  const epochs = of(({ config }) => config.epochs);
  return `${title}: ${counted(arms.length, "method")} × ${counted(seeds.length, "seed")} = ` +
    `${counted(runs.length, "run")} of ${epochs} ${epochs === "1" ? "epoch" : "epochs"} on ` +
    `${of((_, i) => images[i]!.train)} images ` +
    `(${of(({ config }, i) => images[i]!.train * config.epochs)} image-steps each), ` +
    `tested on ${of((_, i) => images[i]!.test)}; ${models} on ${where}` +
    (preparation === undefined ? "" : describePreparation(preparation, datasets));
}

/** A run that is not finished, as far as it has come. */
async function runAhead(run: GridRun, job: Job, datasets: Datasets): Promise<RunAhead> {
  const { train: trainImages, test: testImages } = imagesOf(run, datasets);
  const { shape: [size] } = datasets.get(run.config.dataset)!;
  return { config: run.config, epochsDone: await job.stepsDone(), trainImages, testImages, size };
}

/** What is left of what comes before the runs. */
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
 * What is left of an experiment and what that takes: a few steps are measured for it.
 *
 * @returns undefined where nothing is left to do
 */
export async function describeWork(
  { runs, jobs, preparation }: {
    runs: readonly GridRun[];
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
      return `${counted(ahead.length, "run")} left; how long they take could not be measured`;
    }
    rates.set(rateKey(run), rate);
    words.push(`${rate.secondsPerStep.toPrecision(2)} s for a step of ${run.config.model}`);
  }
  const { bytes } = estimate(ahead, rates), free = await freeSpace(store);
  // All others wait for what is made first.
  const wide = Math.max(1, Math.min(atATime ?? 1, after.length));
  const seconds = estimate(before, rates).seconds + estimate(after, rates).seconds / wide;
  return `${counted(ahead.length, "run")} left: about ${spanText(seconds)} ` +
    `${atATime === undefined ? "of one run after the other, at the rate" : "at the rate"} measured here ` +
    `(${words.join(", ")}, conventional training), and ${sizeText(bytes)} of disk` +
    (free === undefined ? "" : `, of ${sizeText(free)} free`);
}
