/** Training: one loop for every method, with optimizers, schedules, checkpoints and evaluation. */
export { loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
export { evaluate, type EvaluationOptions, predictLogits } from "./evaluate.ts";
export { type Freeze, parseFreeze, type Trainable, trainable } from "./freeze.ts";
export {
  defineLearningRateSchedule,
  type LearningRateSchedule,
  learningRateSchedule,
  type LearningRateScheduleDefinition,
  learningRateSchedules,
  type LearningRateScheduleText,
} from "./learning_rate.ts";
export { train } from "./loop.ts";
export { type MovingAverage, movingAverage, type MovingAverageOptions } from "./moving_average.ts";
export {
  defineOptimizer,
  type Optimizer,
  type OptimizerDefinition,
  optimizerFactory,
  optimizers,
  type OptimizerText,
  sgd,
} from "./optimizer.ts";
export {
  type EpochMetrics,
  freshState,
  type Position,
  type Selected,
  type Selection,
  type TrainingState,
  type TrainOptions,
} from "./types.ts";
export {
  type Answers,
  type ClassifierTask,
  detection,
  type DetectionOptions,
  type Evaluation,
  type Judge,
  type Metric,
  type MetricState,
  type Predictions,
  type RunningMetric,
  type Task,
  taskOf,
  type TaskOptions,
} from "./task/mod.ts";
