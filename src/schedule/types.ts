/** Types of masking-ratio schedules. */

/** The masking ratio of an epoch: epochs count from 0, ratios are 0 ≤ r < 1. */
export type RatioSchedule = (epoch: number) => number;

/** Options of every schedule, checked and complete. */
export interface ScheduleOptions {
  /** The number of epochs, a whole number ≥ 1. */
  readonly epochs: number;
  /** The highest ratio. */
  readonly max: number;
  /** The ratio of the easiest epoch, for the schedules that have one. */
  readonly min: number;
}

/** An entry of the registry of schedules. */
export interface ScheduleEntry {
  readonly name: string;
  /** One line for `--help` and error messages. */
  readonly summary: string;
  /** The default of `min`; undefined if the schedule has no minimum. */
  readonly defaultMin?: number | undefined;
  /** Creates the schedule from checked options. */
  create(options: ScheduleOptions): RatioSchedule;
}
