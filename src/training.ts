/**
 * Training and runs in parts: the loop and what it is given, checkpoints, evaluation; configurations, run folders and
 * executors; timing; the paper's tables.
 *
 * @example
 * ```ts
 * import { findExperiment, gridRuns, learningRateSchedule } from "./training.ts";
 *
 * const experiment = findExperiment("main", "quick");
 * console.assert(gridRuns(experiment).length === experiment.arms.length * experiment.seeds.length);
 * console.assert(learningRateSchedule("constant", { base: 0.1, epochs: 30 })(29) === 0.1);
 * ```
 *
 * @module
 */

// Training
export * from "./train/mod.ts";

// Runs
export * from "./experiment/mod.ts";
export type { Spec } from "./spec.ts";

// Timing
export * from "./bench/mod.ts";

// The paper's tables
export * from "./reproduce/mod.ts";

// The state of a random stream, as checkpoints keep it
export type { RandomState } from "./random.ts";
