/**
 * Networks, the layers that they are made of, and their weights in files; for detectors also boxes, targets, loss,
 * suppression and average precision, which give a detector's raw outputs their meaning.
 *
 * @example
 * ```ts
 * import { randomStream } from "./mod.ts";
 * import { createModel, exportState } from "./models.ts";
 * import { startBackend } from "./ops.ts";
 *
 * await startBackend("cpu");
 * const model = createModel("resnet18:width=4", 10, randomStream(1, "weights"));
 * const state = await exportState(model);
 * console.assert(state.get("conv1.weight")?.shape.join() === "4,3,3,3");
 * model.dispose();
 * ```
 *
 * @module
 */

// Networks
export * from "./model/mod.ts";
export { yolov5, type Yolov5Options } from "./model/yolov5.ts";
export type { Spec } from "./spec.ts";

// Layers
export { batchNormLayer } from "./model/layers/batch_norm.ts";
export { convolutionLayer } from "./model/layers/convolution.ts";
export { linearLayer } from "./model/layers/linear.ts";
export { ParameterStore } from "./model/layers/parameter_store.ts";

// Weights in and out
export { exportState, loadState } from "./model/weights.ts";
export { loadWeights, type WeightsOptions } from "./model/load_weights.ts";
export { toLayersModel } from "./model/layers_model.ts";
export { readLayersModel, writeLayersModel } from "./model/layers_model_files.ts";
export { readSafetensors, type TensorData, writeSafetensors } from "./io/safetensors.ts";
export { readWeightsFile } from "./io/weights_file.ts";

// Detection
export * from "./detect/mod.ts";
