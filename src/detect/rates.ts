/** Learning rates of a detector's training: a warm-up, then a straight line down. */
import { UsageError } from "../errors.ts";

/** YOLOv5's settings of the learning rate. */
export interface RateOptions {
  /** At the end of the warm-up. */
  readonly learningRate: number;
  /** The share of it that is left in the last epoch. */
  readonly last: number;
  readonly epochs: number;
  /** Updates of an epoch. */
  readonly steps: number;
  /** Epochs of warm-up: at least 100 updates, at most half of the training. */
  readonly warmUp: number;
  /** Where the biases begin; all other parameters begin at 0. */
  readonly biasStart: number;
}

/** YOLOv5's for PASCAL VOC, found by evolution. */
export const VOC_RATES = { learningRate: 0.00334, last: 0.15135, warmUp: 3.3835, biasStart: 0.1 } as const;

/** YOLOv5's for training from scratch. */
export const SCRATCH_RATES = { learningRate: 0.01, last: 0.01, warmUp: 3, biasStart: 0.1 } as const;

/** Whether a parameter is a bias, of a convolution or a batch normalisation. */
const isBias = (name: string) => name.endsWith(".bias");

/**
 * The learning rates of an update, by the names of the parameters.
 *
 * @param parameters their names
 * @param options see {@linkcode VOC_RATES} and {@linkcode SCRATCH_RATES}
 * @returns from 0-based epoch and step to the rates; one number after the warm-up
 * @throws {UsageError} on rates below 0
 *
 * @example
 * ```ts
 * import { detectionRates, SCRATCH_RATES } from "./rates.ts";
 *
 * const names = ["model.24.m.0.weight", "model.24.m.0.bias"];
 * const rates = detectionRates(names, { ...SCRATCH_RATES, epochs: 100, steps: 50 });
 * console.assert(rates(99, 0) === 0.01 * (0.01 * 0.99 + 0.01));
 * ```
 */
export function detectionRates(
  parameters: readonly string[],
  { learningRate, last, epochs, steps, warmUp, biasStart }: RateOptions,
): (epoch: number, step: number) => number | ReadonlyMap<string, number> {
  for (const value of [learningRate, last, warmUp, biasStart]) {
    if (!(value >= 0)) throw new UsageError(`Cannot train with a learning rate or warm-up of ${value}`);
  }
  const updates = Math.min(Math.max(Math.round(warmUp * steps), 100), (epochs * steps) / 2);
  return (epoch, step) => {
    const full = learningRate * ((1 - epoch / epochs) * (1 - last) + last);
    const update = epoch * steps + step;
    if (warmUp === 0 || update >= updates) return full;
    const done = update / updates;
    return new Map(parameters.map((name) => {
      const start = isBias(name) ? biasStart : 0;
      return [name, start + done * (full - start)];
    }));
  };
}
