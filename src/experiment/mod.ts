/** Experiments: configurations, single runs and their folders, and where runs are carried out. */
export {
  DEFAULT_CONFIG,
  DETECTOR_CONFIG,
  type GivenConfig,
  type NamedRun,
  readConfig,
  resolveConfig,
  type RunConfig,
  runName,
} from "./config.ts";
export { type ContentsConfig, identifyContents } from "./contents.ts";
export { type EvaluateOptions, evaluateRun } from "./evaluate_run.ts";
export type { ClassEvaluation, RunEvaluation } from "./run_evaluation.ts";
export { evaluateWeights, type EvaluateWeightsOptions } from "./evaluate_weights.ts";
export { type Exported, exportLayersModel, type ExportOptions, type ExportSource } from "./export.ts";
export * from "./executor/mod.ts";
export { predictFile, type PredictOptions } from "./predict.ts";
export { type RunOptions, runTraining } from "./run_training.ts";
export { type ShardedSalience, shardedSalience } from "./sharded_salience.ts";
export { type GivenSpecs, type Specs, type SpecsConfig, specsOf } from "./specs.ts";
export { chooseImages, type ChosenImages } from "./subset.ts";
export type { RunSummary, Session } from "./run_folder/mod.ts";
export { identifyWeights, type TransferConfig } from "./transfer.ts";
