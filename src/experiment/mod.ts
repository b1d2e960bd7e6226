/** Experiments: configurations, single runs, grids of runs, and the paper's tables. */
export { type BenchmarkOptions, type BenchmarkRow, benchmarkStep } from "./benchmark.ts";
export type { TimedSteps } from "./time_steps.ts";
export {
  DEFAULT_CONFIG,
  DETECTOR_CONFIG,
  readConfig,
  resolveConfig,
  type RunConfig,
  runName,
} from "./config.ts";
export { type ContentsConfig, identifyContents } from "./contents.ts";
export type { Session } from "./environment.ts";
export { type EvaluateOptions, evaluateRun } from "./evaluate_run.ts";
export type { ClassEvaluation, RunEvaluation } from "./run_evaluation.ts";
export { evaluateWeights, type EvaluateWeightsOptions } from "./evaluate_weights.ts";
export { type Exported, exportLayersModel, type ExportOptions, type ExportSource } from "./export.ts";
export { type ArmPlan, type Experiment, type GridRun, gridRuns } from "./grid.ts";
export * from "./executor/mod.ts";
export { predictFile, type PredictOptions } from "./predict.ts";
export {
  findExperiment,
  findRecipe,
  mainOf,
  type Profile,
  type Recipe,
  recipes,
  tables,
} from "./recipes/mod.ts";
export { override, type Overrides } from "./recipes/override.ts";
export { detectionPictures } from "./pictures.ts";
export { dryRun } from "./dry_run.ts";
export { reproduce, type Reproduced, type ReproduceOptions } from "./reproduce.ts";
export { type RunOptions, runTraining } from "./run.ts";
export { sampleMasks, type SampleOptions } from "./samples.ts";
export { type ShardedSalience, shardedSalience } from "./sharded_salience.ts";
export { chooseImages, type ChosenImages } from "./subset.ts";
export type { RunSummary } from "./summary.ts";
export { identifyWeights, type TransferConfig } from "./transfer.ts";
