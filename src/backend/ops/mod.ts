/**
 * The operations that models are made of, each with a training gradient on every backend.
 *
 * Use them inside `valueAndGradients` (`src/backend/autograd.ts`) to train, or alone for inference.
 */
export { type HalfType, toFloat32, toHalf } from "./half.ts";
export { conv2d, type Conv2dOptions } from "./conv2d.ts";
export { batchNorm, type BatchNormOptions, type BatchNormState } from "./batch_norm.ts";
export { batchNormSilu } from "./batch_norm_silu.ts";
export { depthwiseConv2d, type DepthwiseConv2dOptions } from "./depthwise_conv2d.ts";
export { layerNorm, type LayerNormOptions } from "./layer_norm.ts";
export { add, relu, scale } from "./elementwise.ts";
export { addChannelBias } from "./add_bias.ts";
export { biasGelu, type GeluKind } from "./bias_gelu.ts";
export { gelu, quickGelu, sigmoid, silu } from "./activations.ts";
export { dropout, type DropoutOptions, dropPath } from "./dropout.ts";
export { maxPool2d, type MaxPool2dOptions } from "./max_pool2d.ts";
export { globalAveragePool } from "./global_average_pool.ts";
export { upsampleNearest2d } from "./upsample_nearest2d.ts";
export { concatenate } from "./concatenate.ts";
export { expandBatch, reshape, slice, transpose } from "./shape.ts";
export { linear } from "./linear.ts";
export { matMul, type MatMulOptions } from "./mat_mul.ts";
export { softmax } from "./softmax.ts";
export { softmaxCrossEntropy } from "./softmax_cross_entropy.ts";
export { softmaxCrossEntropies, weightedSum } from "./per_image.ts";
export {
  sigmoidCrossEntropy,
  sigmoidCrossEntropyAndGradient,
  type SigmoidCrossEntropyOptions,
} from "./sigmoid_cross_entropy.ts";
export { moveAverage } from "./move_average.ts";
export type { LearningRates } from "./learning_rates.ts";
export { sgdStep } from "./sgd_step.ts";
export { adamaxStep, type AdamState, type AdamStepOptions, adamwStep, freshAdamState } from "./adam_step.ts";
export type { AdamOptions, Moments, SgdOptions } from "./kernels.ts";
export { applyMask } from "./apply_mask.ts";
export { normalizeAndMask, type NormalizeOptions } from "./normalize_and_mask.ts";
