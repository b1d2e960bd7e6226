/**
 * Curriculum by Masking: training image classifiers and detectors on images whose salient patches are hidden, from few
 * to many. This entry has what the main job takes; the other entries have the parts that it is made of.
 *
 * | entry          | contents                                                                              |
 * | -------------- | ------------------------------------------------------------------------------------- |
 * | `.`            | data sets, salience, schedules, masks, methods, networks, training, analysis, reports |
 * | `./data`       | data sets, their subsets, augmentation, resizing                                      |
 * | `./methods`    | salience, schedules, masks, methods, also for a loop of your own, input gradients     |
 * | `./models`     | networks, their layers, weights in and out; detection: boxes, loss, average precision |
 * | `./ops`        | operations with gradients, gradients, backends                                        |
 * | `./training`   | loop, optimizers, checkpoints, runs, executors, timing, the paper's tables            |
 * | `./statistics` | analysis of finished runs: tests, intervals, tables, conclusions in words             |
 * | `./charts`     | charts, pictures, notebook display, reports, TensorBoard                              |
 * | `./testing`    | test suites for methods, measures, schedules, models and data sets of your own        |
 *
 * @example Masks of a schedule
 * ```ts
 * import { computeSalience, createSchedule, drawBatch, patchCount, randomStream } from "./mod.ts";
 *
 * const images = Uint8Array.from({ length: 2 * 8 * 8 * 3 }, (_, i) => i % 251);
 * const probabilities = await computeSalience(images, { height: 8, width: 8 }, { patches: 4 });
 * const ratioOf = createSchedule("linear-repeat", { epochs: 5 });
 * const count = patchCount(ratioOf(4), 4);
 * const kept = drawBatch(probabilities, { patches: 4, count, random: randomStream(1, "masks") });
 * console.assert(count === 6 && kept.filter((patch) => patch === 0).length === 2 * count);
 * ```
 *
 * @example A training run, from a configuration to its folder
 * ```ts ignore
 * import { analyze, resolveConfig, runTraining, writeReport } from "@cbm/curriculum-by-masking";
 *
 * for (const method of ["conventional", "cbm"]) {
 *   const config = resolveConfig({ dataset: "emoji", model: "resnet18:width=8", method, epochs: 10 }, "my runs");
 *   await runTraining(config, { out: `runs/${method}`, backend: "auto" });
 * }
 * await writeReport(await analyze(["runs"]), "report", { title: "CBM on emoji" });
 * ```
 *
 * @module
 */

// Data sets, and augmentation of their images
export {
  type Dataset,
  type DatasetDefinition,
  datasets,
  defineDataset,
  type LoadContext,
  loadDataset,
  memorySplit,
  type Split,
} from "./data/mod.ts";
export {
  type Augmentation,
  type AugmentationDefinition,
  augmentations,
  createAugmentation,
  defineAugmentation,
} from "./data/augment/mod.ts";
export type { ObjectBox } from "./boxes.ts";
export type { ImageSize } from "./io/image_size.ts";

// Salience
export {
  computeSalience,
  defineMeasure,
  measures,
  type PatchScorer,
  type SalienceMeasure,
  type SalienceOptions,
} from "./salience/mod.ts";

// Schedules of the masking ratio
export {
  createSchedule,
  defineSchedule,
  type RatioSchedule,
  type ScheduleEntry,
  type ScheduleOptions,
  scheduleRatios,
  schedules,
} from "./schedule/mod.ts";

// Masks
export { applyMaskToImages, type BatchDraw, drawBatch, type ImageShape, patchCount } from "./masking/mod.ts";

// Training methods
export {
  cbm,
  type CbmOptions,
  createMethod,
  defineMethod,
  type DeviceBatch,
  type EpochContext,
  type EpochPlan,
  type ForwardChanges,
  type Geometry,
  type HostBatch,
  type LossContext,
  makeMethod,
  type MethodDefinition,
  type MethodHooks,
  methods,
  type NetworkKind,
  type PatchMask,
  type PrepareContext,
  type StepContext,
  type StepSelection,
  type TrainingMethod,
  type UpdateContext,
} from "./method/mod.ts";

// Networks
export {
  type AnyModel,
  createDetector,
  createModel,
  type DefaultRecipe,
  defineModel,
  type Detector,
  type ForwardOptions,
  type Model,
  type ModelDefinition,
  type ModelFactory,
  models,
  type Network,
} from "./model/mod.ts";

// Backends
export { type BackendInfo, type BackendName, startBackend } from "./backend/mod.ts";
export type { Precision } from "./backend/precision.ts";

// Training
export {
  defineLearningRateSchedule,
  defineOptimizer,
  type EpochMetrics,
  type LearningRateSchedule,
  learningRateSchedule,
  type LearningRateScheduleDefinition,
  learningRateSchedules,
  type Optimizer,
  type OptimizerDefinition,
  optimizerFactory,
  optimizers,
  type Selection,
  train,
  type TrainingState,
  type TrainOptions,
} from "./train/mod.ts";

// Runs: configurations, and folders with the results
export {
  type GivenConfig,
  readConfig,
  resolveConfig,
  type RunConfig,
  runName,
  type RunOptions,
  type RunSummary,
  runTraining,
} from "./experiment/mod.ts";

// Analysis and reports
export { type Analysis, analyze, type AnalyzeOptions } from "./analysis/mod.ts";
export type { Chart } from "./analysis/charts/mod.ts";
export { type ReportFiles, reportHtml, type ReportOptions, writeReport } from "./report/mod.ts";

// Notebook display
export {
  awaitedDisplay,
  type Displayable,
  displayChart,
  displayDrawings,
  displayImages,
  displayMarkdown,
  displayTable,
} from "./report/mod.ts";

// The paper's tables
export {
  type Experiment,
  findExperiment,
  gridRuns,
  reproduce,
  type Reproduced,
  type ReproduceOptions,
} from "./reproduce/mod.ts";

// Code of your own, and its options
export { type Extension, type ExtensionKind, loadExtension } from "./extension.ts";
export { type GivenValues, type Option, type OptionTable, type OptionValues } from "./options.ts";

// Arrays in files, random streams, progress, errors
export { type NpyArray, readNpy, writeNpy } from "./io/npy.ts";
export { RandomStream, randomStream } from "./random.ts";
export type { ProgressCallback } from "./progress.ts";
export { InputError, UsageError } from "./errors.ts";
