/** Learning-rate schedules as they are declared: a name, a table of options, and what makes one for a run. */
import { marked } from "../../extension.ts";
import type { OptionTable, OptionValues } from "../../options.ts";

/**
 * Maps a 0-based epoch, and a 0-based step and the number of steps within it (0 of 1 if omitted), to a
 * learning rate; for a named parameter, to its own rate if it has one.
 */
export type LearningRateSchedule = (
  epoch: number,
  step?: number,
  steps?: number,
  parameter?: string,
) => number;

/** The training that a schedule is made for. */
export interface LearningRateRun {
  /** The recipe's learning rate. */
  readonly base: number;
  readonly epochs: number;
}

/** The declaration of a schedule: an entry of the registry, or the default export of a file of your own. */
export interface LearningRateScheduleDefinition<T extends OptionTable = OptionTable> {
  readonly name: string;
  /** One line for `--help` and error messages. */
  readonly summary: string;
  /** Rates among them are absolute. */
  readonly options: T;
  /** Makes the schedule of checked options; throws a UsageError on those that the run has no place for. */
  create(options: OptionValues<T>, run: LearningRateRun): LearningRateSchedule;
}

/**
 * Declares a learning-rate schedule.
 *
 * @returns the definition, with the types of its options
 *
 * @example
 * ```ts
 * import { defineLearningRateSchedule } from "./define.ts";
 *
 * const halving = defineLearningRateSchedule({
 *   name: "halving",
 *   summary: "halved every few epochs",
 *   options: { every: { kind: "integer", default: 10, range: { min: 1 }, help: "epochs with the same rate" } },
 *   create: ({ every }, { base }) => (epoch) => base / 2 ** Math.floor(epoch / every),
 * });
 * console.assert(halving.create({ every: 2 }, { base: 1, epochs: 6 })(4) === 0.25);
 * ```
 */
export const defineLearningRateSchedule = <const T extends OptionTable>(
  definition: LearningRateScheduleDefinition<T>,
): LearningRateScheduleDefinition<T> => marked("learning-rate schedule", definition);

/**
 * Returns how far an update is from the start of one epoch to the end of the last: 0 … 1.
 *
 * @param from the first epoch, 0-based
 */
export const shareOf = (from: number, epochs: number) => (epoch: number, step = 0, steps = 1): number =>
  (epoch - from + step / steps) / (epochs - from);
