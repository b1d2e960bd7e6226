/** Learning-rate schedules: factor of the base rate by epoch. */
import { UsageError } from "../errors.ts";
import { checkOptions, numberOption, parseSpec } from "../spec.ts";

/** Epoch (0-based) → factor of the base learning rate. */
export type LearningRateSchedule = (epoch: number) => number;

/** The published steps: a tenth from the start of the 1-based epochs 32, 62 and 92 (paper, training recipe). */
export const PUBLISHED_STEPS = "step:at=32-62-92,factor=0.1";

/**
 * Makes a learning-rate schedule: `constant`, or `step:at=32-62-92,factor=0.1` (multiplied by `factor` from the
 * start of each of these 1-based epochs).
 *
 * @throws {UsageError} on an unknown name or option
 *
 * @example
 * ```ts
 * import { learningRateSchedule } from "./learning_rate.ts";
 *
 * const factor = learningRateSchedule("step:at=3,factor=0.1");
 * console.assert(factor(1) === 1 && factor(2) === 0.1);
 * ```
 */
export function learningRateSchedule(text: string): LearningRateSchedule {
  const spec = parseSpec(text);
  if (spec.name === "constant") {
    checkOptions(spec, []);
    return () => 1;
  }
  if (spec.name !== "step") {
    throw new UsageError(`Unknown learning-rate schedule "${spec.name}": there is "constant" and "step"`);
  }
  checkOptions(spec, ["at", "factor"]);
  const factor = numberOption(spec, "factor", 0.1, { min: 0, max: 1 });
  const at = (spec.options.at ?? "32-62-92").split("-").map(Number);
  // Rising from 1: the epoch before the first counts as 0.
  if (at.some((epoch, place) => !Number.isInteger(epoch) || epoch <= (at[place - 1] ?? 0))) {
    throw new UsageError(
      `Option "at" of "step" must be rising 1-based epochs such as 32-62-92, not "${spec.options.at}"`,
    );
  }
  return (epoch) => factor ** at.filter((start) => epoch + 1 >= start).length;
}
