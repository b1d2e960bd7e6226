/**
 * Curriculum by Masking: everything that other programs may use, in the order of the data's way.
 *
 * @example
 * ```ts
 * import { createMethod, createSchedule, patchCount, scheduleRatios } from "./mod.ts";
 *
 * const ratios = scheduleRatios(createSchedule("linear-repeat", { epochs: 5 }), 5);
 * console.assert(ratios.map((ratio) => patchCount(ratio, 4)).join() === "1,2,3,4,6");
 * console.assert(createMethod("cbm").name === "cbm");
 * ```
 *
 * @module
 */

// Data
export * from "./data/mod.ts";
export {
  type Augmentation,
  type AugmentationDefinition,
  augmentations,
  createAugmentation,
  defineAugmentation,
} from "./data/augment/mod.ts";
export { resizeBilinear } from "./data/resize.ts";

// Salience
export * from "./salience/mod.ts";
export { inputGradient, inputGradientSalience, type InputGradientTask } from "./train/input_gradient.ts";

// Schedule of the masking ratio
export * from "./schedule/mod.ts";

// Masking
export * from "./masking/mod.ts";

// Training methods
export * from "./method/mod.ts";

// Models and their weights
export * from "./model/mod.ts";
export { exportState, loadState } from "./model/weights.ts";
export { loadWeights, type WeightsOptions } from "./model/load_weights.ts";
export { toLayersModel } from "./model/layers_model.ts";
export { readLayersModel, writeLayersModel } from "./model/layers_model_files.ts";

// Detectors, and what finding objects takes
export { batchNormLayer } from "./model/layers/batch_norm.ts";
export { convolutionLayer } from "./model/layers/convolution.ts";
export { linearLayer } from "./model/layers/linear.ts";
export { ParameterStore } from "./model/layers/parameter_store.ts";
export { yolov5, type Yolov5Options } from "./model/yolov5.ts";
export * from "./detect/mod.ts";

// Backends, operations and gradients
export {
  type BackendInfo,
  type BackendName,
  backendNames,
  probeBackends,
  startBackend,
} from "./backend/mod.ts";
export { differentiable, valueAndGradients } from "./backend/autograd.ts";
export type { Precision } from "./backend/precision.ts";
export * from "./backend/ops/mod.ts";

// Training
export * from "./train/mod.ts";

// Experiments
export * from "./experiment/mod.ts";
export * from "./bench/mod.ts";

// Analysis: statistics, tables, charts
export * from "./analysis/mod.ts";

// Reports and notebook display
export * from "./report/mod.ts";

// The paper's tables
export * from "./reproduce/mod.ts";

// Code of your own, and options
export { type Extension, type ExtensionKind, loadExtension } from "./extension.ts";
export { type Option, type OptionTable, type OptionValues } from "./options.ts";

// Files, random streams, errors
export { type NpyArray, readNpy, writeNpy } from "./io/npy.ts";
export { readSafetensors, type TensorData, writeSafetensors } from "./io/safetensors.ts";
export { readWeightsFile } from "./io/weights_file.ts";
export { cacheDir } from "./io/cache_dir.ts";
export { type RandomState, RandomStream, randomStream } from "./random.ts";
export { InputError, UsageError } from "./errors.ts";
