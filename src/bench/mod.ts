/** Timing of training steps. */
export { type BenchmarkOptions, type BenchmarkRow, benchmarkStep } from "./benchmark.ts";
export type { TimedSteps } from "./time_steps.ts";
