/** What an experiment is about to do, in words, and what it takes. */
import { counted } from "../analysis/format.ts";
import { freeSpace } from "../backend/setup/disk.ts";
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
import { chooseImages } from "./subset.ts";

type Datasets = ReadonlyMap<string, Dataset>;

const imagesOf = ({ config }: GridRun, datasets: Datasets) => {
  const { train, test } = chooseImages(datasets.get(config.dataset)!, config);
  return { train: train.length, test: test.length };
};

/** The one value that all have, or the least and the most. */
function oneOrRange(values: readonly number[]): string {
  const least = Math.min(...values), most = Math.max(...values);
  return least === most ? String(least) : `${least} to ${most}`;
}

/**
 * An experiment in a sentence: its arms, seeds, epochs and images.
 *
 * @param where its runs are carried out
 */
export function describeExperiment(
  { title, arms, seeds }: Experiment,
  runs: readonly GridRun[],
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
    `tested on ${of((_, i) => images[i]!.test)}; ${models} on ${where}`;
}

/**
 * What is left of an experiment and what that takes: a few steps are measured for it.
 *
 * @returns undefined where nothing is left to do
 */
export async function describeWork(
  runs: readonly GridRun[],
  jobs: readonly Job[],
  datasets: Datasets,
  options: ExecutorOptions & { readonly backend: string; readonly executor: Executor },
): Promise<string | undefined> {
  const ahead: RunAhead[] = [];
  for (const [index, run] of runs.entries()) {
    const epochsDone = await jobs[index]!.stepsDone();
    if (await jobs[index]!.isFinished()) continue;
    const { train: trainImages, test: testImages } = imagesOf(run, datasets);
    const { shape: [size] } = datasets.get(run.config.dataset)!;
    ahead.push({ config: run.config, epochsDone, trainImages, testImages, size });
  }
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
  const { seconds, bytes } = estimate(ahead, rates), free = await freeSpace(store);
  const wide = Math.min(atATime ?? 1, ahead.length);
  return `${counted(ahead.length, "run")} left: about ${spanText(seconds / wide)} ` +
    `${atATime === undefined ? "of one run after the other, at the rate" : "at the rate"} measured here ` +
    `(${words.join(", ")}, conventional training), and ${sizeText(bytes)} of disk` +
    (free === undefined ? "" : `, of ${sizeText(free)} free`);
}
