/**
 * The operations that models are made of, each with a training gradient on every backend.
 *
 * Use them inside `valueAndGradients` (`src/backend/autograd.ts`) to train, or alone for inference.
 */
export { conv2d, type Conv2dOptions } from "./conv2d.ts";
export { batchNorm, type BatchNormOptions, type BatchNormState } from "./batch_norm.ts";
export { add, relu } from "./elementwise.ts";
export { globalAveragePool } from "./global_average_pool.ts";
export { linear } from "./linear.ts";
export { softmaxCrossEntropy } from "./softmax_cross_entropy.ts";
export { sgdStep } from "./sgd_step.ts";
export type { SgdOptions } from "./kernels.ts";
export { normalizeAndMask, type NormalizeOptions } from "./normalize_and_mask.ts";
