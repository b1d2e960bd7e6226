/** What a schedule of the masking ratio is, and what it is made from. */

/** The masking ratio of an epoch: epochs count from 0, ratios are 0 ≤ r < 1. */
export type RatioSchedule = (epoch: number) => number;

/** What every schedule is made from, checked and complete. */
export interface ScheduleOptions {
  /** How many epochs the training has; a whole number ≥ 1. */
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
  /** The `min` that is used if none is given; undefined where the schedule has no minimum of its own. */
  readonly defaultMin?: number | undefined;
  /** Makes the schedule of checked options. */
  create(options: ScheduleOptions): RatioSchedule;
}
