/** Learning-rate schedules: the rate of each update. */
import { detectionRates, VOC_RATES } from "../detect/rates.ts";
import { listNames, UsageError } from "../errors.ts";
import { checkOptions, numberOption, parseSpec, type Spec } from "../spec.ts";

/**
 * 0-based epoch, and 0-based step of so many steps within it (0 of 1 if left out) → learning rate; that of a parameter
 * where one is named and has a rate of its own.
 */
export type LearningRateSchedule = (
  epoch: number,
  step?: number,
  steps?: number,
  parameter?: string,
) => number;

/** What a schedule is laid out for. */
export interface LearningRateRun {
  /** The recipe's learning rate. */
  readonly base: number;
  readonly epochs: number;
}

type Maker = (spec: Spec, run: LearningRateRun) => LearningRateSchedule;

/** The published steps: a tenth from the start of the 1-based epochs 32, 62 and 92 (paper, training recipe). */
export const PUBLISHED_STEPS = "step:at=32-62-92,factor=0.1";

/** How far an update is from the start of one epoch to the end of the last: 0 … 1. */
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
  // Rising from 1: the epoch before the first counts as 0.
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

/** Half a wave from the base to the minimum, after a warm-up of the first epochs whose last update has the base. */
function cosine(spec: Spec, { base, epochs }: LearningRateRun): LearningRateSchedule {
  checkOptions(spec, ["warmup", "start", "min"]);
  const min = numberOption(spec, "min", 0, { min: 0, max: base });
  const start = numberOption(spec, "start", 0, { min: 0, max: base });
  const warmup = numberOption(spec, "warmup", 0, { min: 0, integer: true });
  if (warmup >= epochs) {
    throw new UsageError(`Cannot warm up for ${warmup} epochs: there are ${epochs}. Make it fewer`);
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

/** Down in a line after a warm-up in which biases start high. */
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
 * Makes a learning-rate schedule.
 *
 * - `constant`
 * - `step:at=32-62-92,factor=0.1`: multiplied by `factor` from the start of each of these 1-based epochs
 * - `linear:min=0`: down to `min`, which the update after the last would have
 * - `cosine:warmup=0,start=0,min=0`: up from `start` within `warmup` epochs, then half a wave down to `min`, which
 *   the update after the last would have
 * - `yolov5:last=0.15135,warmup=3.3835,bias=0.1`: down in a line by epochs, to the share `last` of the base; before, in
 *   `warmup` epochs (100 updates at least, half of the training at most), up from 0, biases down from `bias`
 *
 * `linear`, `cosine` and the warm-up move with every update.
 *
 * @param text the schedule with its options; rates among them are absolute
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
      `Unknown learning-rate schedule "${spec.name}": there is ${listNames([...schedules.keys()])}`,
    );
  }
  return make(spec, run);
}
