/** Learning rates of a detector's training: a warm-up, then a linear decay. */
import { UsageError } from "../errors.ts";

/** YOLOv5's settings of the learning rate. */
export interface RateOptions {
  /** The base learning rate, before warm-up and decay. */
  readonly learningRate: number;
  /** The final learning rate as a share of `learningRate`. */
  readonly last: number;
  readonly epochs: number;
  /** Epochs of warm-up, but at least 100 updates and at most half of the training. */
  readonly warmUp: number;
  /** The initial learning rate of biases; that of all other parameters is 0. */
  readonly biasStart: number;
}

/** YOLOv5's settings for PASCAL VOC, found by evolution. */
export const VOC_RATES = { learningRate: 0.00334, last: 0.15135, warmUp: 3.3835, biasStart: 0.1 } as const;

/** YOLOv5's settings for training from scratch. */
export const SCRATCH_RATES = { learningRate: 0.01, last: 0.01, warmUp: 3, biasStart: 0.1 } as const;

/** Returns whether a parameter is a bias, of a convolution or a batch normalisation. */
const isBias = (name: string) => name.endsWith(".bias");

/**
 * Creates the learning-rate schedule of a detector.
 *
 * @param options see {@linkcode VOC_RATES} and {@linkcode SCRATCH_RATES}
 * @returns a function of the 0-based epoch, the 0-based step, the number of steps per epoch, and the
 * parameter's name; without a name it returns the rate of the weights
 * @throws {UsageError} on rates below 0
 *
 * @example
 * ```ts
 * import { detectionRates, SCRATCH_RATES } from "./detection_rates.ts";
 *
 * const rate = detectionRates({ ...SCRATCH_RATES, epochs: 100 });
 * console.assert(rate(99, 0, 50) === 0.01 * (0.01 * 0.99 + 0.01));
 * console.assert(rate(0, 0, 50, "model.24.m.0.weight") === 0 && rate(0, 0, 50, "model.24.m.0.bias") === 0.1);
 * ```
 */
export function detectionRates(
  { learningRate, last, epochs, warmUp, biasStart }: RateOptions,
): (epoch: number, step?: number, steps?: number, parameter?: string) => number {
  for (const value of [learningRate, last, warmUp, biasStart]) {
    if (!(value >= 0)) {
      throw new UsageError(`Cannot train with a learning rate or warm-up of ${value}: give a number ≥ 0`);
    }
  }
  return (epoch, step = 0, steps = 1, parameter = "") => {
    const full = learningRate * ((1 - epoch / epochs) * (1 - last) + last);
    const updates = Math.min(Math.max(Math.round(warmUp * steps), 100), (epochs * steps) / 2);
    const update = epoch * steps + step;
    if (warmUp === 0 || update >= updates) return full;
    const start = isBias(parameter) ? biasStart : 0;
    return start + update / updates * (full - start);
  };
}
