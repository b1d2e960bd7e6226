/** Estimates what a grid takes: time at the measured rate, and space on the disk. */
import { counted } from "../analysis/format.ts";
import type { RunConfig } from "../experiment/config.ts";
import { runProgram } from "../experiment/executor/program.ts";
import { mapBytes, salienceFiles } from "../experiment/salience_files.ts";
import { kindOf } from "../model/mod.ts";
import { GRADIENT_PATCHES } from "./prepare.ts";

/** A run that is not finished. */
export interface RunAhead {
  readonly config: RunConfig;
  /** The number of epochs that are done already. */
  readonly epochsDone: number;
  readonly trainImages: number;
  readonly testImages: number;
  /** Height of the images. */
  readonly size: number;
  /** The number of images whose input gradient is measured after training; 0 by default. */
  readonly gradientImages?: number;
}

/** The speed and the size of a network. */
export interface TrainingRate {
  readonly secondsPerStep: number;
  readonly parameters: number;
}

/** The time and space that some runs take. */
export interface Estimate {
  /** The time of all runs one after the other. */
  readonly seconds: number;
  readonly bytes: number;
}

/** A step has about three times the work of an evaluation of as many images. */
const EVALUATION_SHARE = 1 / 3;
const MEASURED_STEPS = 3;
/** Bytes per test image: the predicted and the true class; of a detector up to 300 boxes of 7 numbers. */
const CLASS_BYTES = 8, DETECTION_BYTES = 300 * 7 * 4;

/** Makes the key of a rate: runs of the same key are measured once. */
export const rateKey = ({ config: { model, batch, precision }, size }: RunAhead): string =>
  JSON.stringify([model, batch, precision, size]);

/**
 * Measures some steps of conventional training, in a process of its own.
 *
 * @param threads the number of threads that a run has
 * @returns undefined if they could not be measured, for example because the network does not fit into memory
 */
export async function measureRate(
  { config, size }: RunAhead,
  backend: string,
  threads: number,
  signal?: AbortSignal,
): Promise<TrainingRate | undefined> {
  const { code, stdout } = await runProgram([
    ...["bench", "--json", "--model", config.model, "--batch", String(config.batch), "--size", String(size)],
    ...["--method", "conventional", "--precision", config.precision],
    ...["--steps", String(MEASURED_STEPS), "--backend", backend],
  ], { threads, signal });
  if (code !== 0) return undefined;
  const [row] = JSON.parse(stdout);
  return { secondsPerStep: row.seconds_per_step, parameters: row.parameters };
}

/** Counts the numbers that an optimizer keeps for each parameter. */
const slotsOf = (optimizer: string): number =>
  optimizer.startsWith("sgd") ? (/momentum=(?!0(,|$))/.test(optimizer) ? 1 : 0) : 2;

/**
 * Estimates what some runs take: time, and space for checkpoints, predictions and cached salience. Runs that
 * share a file of salience count it once.
 *
 * @param rates by {@linkcode rateKey}; a run without one counts nothing
 *
 * @example
 * ```ts
 * import { DEFAULT_CONFIG } from "../experiment/config.ts";
 * import { estimate, rateKey } from "./estimate.ts";
 *
 * const config = { ...DEFAULT_CONFIG, epochs: 10, batch: 50 };
 * const run = { config, epochsDone: 0, trainImages: 1000, testImages: 150, size: 32 };
 * const rates = new Map([[rateKey(run), { secondsPerStep: 0.5, parameters: 1000 }]]);
 * console.assert(estimate([run], rates).seconds === 10 * (20 + 1) * 0.5);
 * ```
 */
export function estimate(runs: readonly RunAhead[], rates: ReadonlyMap<string, TrainingRate>): Estimate {
  let seconds = 0, bytes = 0;
  const files = new Set<string>();
  for (const run of runs) {
    const rate = rates.get(rateKey(run));
    if (rate === undefined) continue;
    const { config, epochsDone, trainImages, testImages, gradientImages = 0 } = run;
    const { model, epochs, evaluateEvery, batch, optimizer, ema } = config;
    const left = epochs - epochsDone;
    const evaluations = Math.ceil(epochs / evaluateEvery) - Math.floor(epochsDone / evaluateEvery);
    const evaluationSteps = Math.ceil(testImages / batch) * EVALUATION_SHARE;
    seconds += (left * Math.ceil(trainImages / batch) + evaluations * evaluationSteps) * rate.secondsPerStep;
    seconds += Math.ceil(gradientImages / batch) * rate.secondsPerStep;
    bytes += gradientImages * mapBytes(GRADIENT_PATCHES);
    for (const { key, bytesPerImage } of salienceFiles(config)) {
      if (!files.has(key)) bytes += trainImages * bytesPerImage;
      files.add(key);
    }
    // The checkpoint, with what the optimizer keeps and the averages, and the reported epoch's weights.
    bytes += 4 * rate.parameters * (2 + slotsOf(optimizer) + (ema === null ? 0 : 1));
    bytes += testImages * (kindOf(model) === "detector" ? DETECTION_BYTES : CLASS_BYTES);
  }
  return { seconds, bytes };
}

/** Writes a span of time as people say it, such as `40 seconds`, `5 minutes` or `3.2 hours`. */
export function spanText(seconds: number): string {
  if (seconds < 90) return counted(Math.max(1, seconds), "second");
  if (seconds < 90 * 60) return counted(seconds / 60, "minute");
  if (seconds < 48 * 3600) return `${(seconds / 3600).toFixed(1)} hours`;
  return `${(seconds / 86_400).toFixed(1)} days`;
}

/** Writes an amount of data as people say it, such as `12 MB`. */
export const sizeText = (bytes: number): string =>
  bytes < 1e9 ? `${Math.max(1, Math.round(bytes / 1e6))} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
