/** Learning-rate schedules: the rate of each update. A new one is a file and a line here. */
import { findDefinition } from "../extension.ts";
import { readOptions } from "../options.ts";
import { asSpec, type RuntimeText, type Spec, type SpecText } from "../spec.ts";
import { constantEntry } from "./learning_rate/constant.ts";
import { cosineEntry } from "./learning_rate/cosine.ts";
import type {
  LearningRateRun,
  LearningRateSchedule,
  LearningRateScheduleDefinition,
} from "./learning_rate/define.ts";
import { linearEntry } from "./learning_rate/linear.ts";
import { stepEntry } from "./learning_rate/step.ts";
import { yolov5Entry } from "./learning_rate/yolov5.ts";

export { defineLearningRateSchedule } from "./learning_rate/define.ts";
export type {
  LearningRateRun,
  LearningRateSchedule,
  LearningRateScheduleDefinition,
} from "./learning_rate/define.ts";
export { PUBLISHED_STEPS } from "./learning_rate/step.ts";

/** A new schedule is a file, its name here, and one line below. */
type LearningRateScheduleName = "constant" | "step" | "linear" | "cosine" | "yolov5";
const all: Readonly<Record<LearningRateScheduleName, LearningRateScheduleDefinition>> = {
  constant: constantEntry,
  step: stepEntry,
  linear: linearEntry,
  cosine: cosineEntry,
  yolov5: yolov5Entry,
};

/** A learning-rate schedule with its options: `"step:at=32-62,factor=0.1"`, `"./mine.ts"`. */
export type LearningRateScheduleText = SpecText<LearningRateScheduleName>;

/** Every schedule. */
export const learningRateSchedules: readonly LearningRateScheduleDefinition[] = Object.values(all);

/**
 * Creates a learning-rate schedule.
 *
 * @param schedule the name of one of {@linkcode learningRateSchedules} with its options, as a text or parsed;
 * rates among them are absolute
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
export function learningRateSchedule<T extends string = never>(
  schedule: LearningRateScheduleText | RuntimeText<T> | Spec,
  run: LearningRateRun,
): LearningRateSchedule {
  const spec = asSpec(schedule);
  const entry = findDefinition("learning-rate schedule", spec.name, learningRateSchedules);
  return entry.create(readOptions(entry.options, spec), run);
}
