/** Learning-rate schedules, which give the rate of each update. */
import { detectionRates, VOC_RATES } from "../detect/rates.ts";
import { listNames, UsageError } from "../errors.ts";
import { checkOptions, numberOption, parseSpec, type Spec } from "../spec.ts";

/**
 * Learning rate by 0-based epoch, 0-based step and steps per epoch (0 and 1 by default), and by parameter if
 * one is named and has its own rate.
 */
export type LearningRateSchedule = (
  epoch: number,
  step?: number,
  steps?: number,
  parameter?: string,
) => number;

/** The run for which a schedule is created. */
export interface LearningRateRun {
  /** The recipe's learning rate. */
  readonly base: number;
  readonly epochs: number;
}

type Maker = (spec: Spec, run: LearningRateRun) => LearningRateSchedule;

/**
 * The published steps: a factor of 0.1 at the start of the 1-based epochs 32, 62 and 92 (paper, training
 * recipe).
 */
export const PUBLISHED_STEPS = "step:at=32-62-92,factor=0.1";

/** Computes the position of an update between the start of epoch `from` and the end of the last: 0 … 1. */
const shareOf = (from: number, epochs: number) => (epoch: number, step = 0, steps = 1): number =>
  (epoch - from + step / steps) / (epochs - from);

function constant(spec: Spec, { base }: LearningRateRun): LearningRateSchedule {
  checkOptions(spec, []);
  return () => base;
}

function steps(spec: Spec, { base }: LearningRateRun): LearningRateSchedule {
  checkOptions(spec, ["at", "factor"]);
  const factor = numberOption(spec, "factor", 0.1, { min: 0, max: 1 });
  const at = (spec.options.at ?? "32-62-92").split("-").map(Number);
  // Epochs must rise from 1 on; before the first, compare with 0.
  if (at.some((epoch, place) => !Number.isInteger(epoch) || epoch <= (at[place - 1] ?? 0))) {
    throw new UsageError(
      `Option "at" of "step" must be rising 1-based epochs such as 32-62-92, not "${spec.options.at}"`,
    );
  }
  return (epoch) => base * factor ** at.filter((start) => epoch + 1 >= start).length;
}

function linear(spec: Spec, { base, epochs }: LearningRateRun): LearningRateSchedule {
  checkOptions(spec, ["min"]);
  const min = numberOption(spec, "min", 0, { min: 0, max: base }), share = shareOf(0, epochs);
  return (epoch, step, steps) => base + (min - base) * share(epoch, step, steps);
}

/** Creates a half cosine from base to minimum, after a warm-up whose last update has the base rate. */
function cosine(spec: Spec, { base, epochs }: LearningRateRun): LearningRateSchedule {
  checkOptions(spec, ["warmup", "start", "min"]);
  const min = numberOption(spec, "min", 0, { min: 0, max: base });
  const start = numberOption(spec, "start", 0, { min: 0, max: base });
  const warmup = numberOption(spec, "warmup", 0, { min: 0, integer: true });
  if (warmup >= epochs) {
    throw new UsageError(`Cannot warm up for ${warmup} of ${epochs} epochs: give fewer`);
  }
  const share = shareOf(warmup, epochs);
  return (epoch, step = 0, steps = 1) => {
    if (epoch >= warmup) {
      return min + 0.5 * (base - min) * (1 + Math.cos(Math.PI * share(epoch, step, steps)));
    }
    const last = warmup * steps - 1;
    return last === 0 ? start : start + (base - start) * (epoch * steps + step) / last;
  };
}

/** Creates a linear decay after a warm-up in which biases start high. */
function yolov5(spec: Spec, { base, epochs }: LearningRateRun): LearningRateSchedule {
  checkOptions(spec, ["last", "warmup", "bias"]);
  return detectionRates({
    learningRate: base,
    epochs,
    last: numberOption(spec, "last", VOC_RATES.last, { min: 0, max: 1 }),
    warmUp: numberOption(spec, "warmup", VOC_RATES.warmUp, { min: 0 }),
    biasStart: numberOption(spec, "bias", VOC_RATES.biasStart, { min: 0 }),
  });
}

const schedules = new Map<string, Maker>([
  ["constant", constant],
  ["step", steps],
  ["linear", linear],
  ["cosine", cosine],
  ["yolov5", yolov5],
]);

/**
 * Creates a learning-rate schedule.
 *
 * - `constant`
 * - `step:at=32-62-92,factor=0.1`: multiplied by `factor` from the start of each of these 1-based epochs
 * - `linear:min=0`: linear decay to `min`, the rate of a hypothetical update after the last
 * - `cosine:warmup=0,start=0,min=0`: linear warm-up from `start` in `warmup` epochs, then half a cosine down
 *   to `min`, the rate of a hypothetical update after the last
 * - `yolov5:last=0.15135,warmup=3.3835,bias=0.1`: linear decay by epoch to the share `last` of the base,
 *   after a warm-up of `warmup` epochs (at least 100 updates, at most half of the training) from 0, or from
 *   `bias` for biases
 *
 * `linear`, `cosine` and the warm-up change with every update.
 *
 * @param text the schedule with its options; rates are absolute
 * @param run the base rate and the number of epochs
 * @throws {UsageError} on an unknown name or option
 *
 * @example
 * ```ts
 * import { learningRateSchedule } from "./learning_rate.ts";
 *
 * const rate = learningRateSchedule("step:at=3,factor=0.1", { base: 1, epochs: 4 });
 * console.assert(rate(1) === 1 && rate(2) === 0.1);
 * ```
 */
export function learningRateSchedule(text: string, run: LearningRateRun): LearningRateSchedule {
  const spec = parseSpec(text), make = schedules.get(spec.name);
  if (make === undefined) {
    throw new UsageError(
      `Unknown learning-rate schedule "${spec.name}": choose one of ${listNames([...schedules.keys()])}`,
    );
  }
  return make(spec, run);
}
