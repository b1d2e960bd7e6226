/** Timing of training steps, also beside another program. */
export { type BenchmarkOptions, type BenchmarkRow, benchmarkStep } from "./benchmark.ts";
export type { TimedSteps } from "./time_steps.ts";
