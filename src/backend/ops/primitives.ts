/**
 * The primitives of images, transformers and detectors, in groups; `Kernels` joins them with those of residual networks.
 *
 * The same rules hold: every primitive allocates its result and leaves its arguments alone unless it says otherwise.
 */
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from "@tensorflow/tfjs-core";
import type { PatchMask } from "../../batch.ts";
import type { ConvolutionGeometry } from "./kernels.ts";

/** The shape of a batch of images. */
export type ImageShape = readonly [batch: number, height: number, width: number, channels: 3];

/** Numbers from the host. */
export interface HostKernels {
  /** A tensor of a copy of the values, which may change as soon as this returns. */
  copyFromHost(values: Float32Array, shape: readonly number[]): Tensor;
}

/** From a batch's bytes to the network's input. */
export interface ImageKernels {
  /**
   * Bytes [B,H,W,3] → float32 [B,H,W,3]: each byte is looked up in its channel's table (`tables`, [3, 256]), then the
   * mask, whose sizes fit, is laid on.
   */
  normalizeAndMask(
    bytes: Uint8Array,
    shape: ImageShape,
    tables: Float32Array,
    mask: PatchMask | undefined,
  ): Tensor4D;
}

/** Convolution of each channel with a filter of its own. */
export interface DepthwiseKernels {
  /** x [B,H,W,C] with filter [kh,kw,C,1] → [B, (H + 2p − kh)/s + 1, …, C] (rounded down). */
  depthwiseConv2d(x: Tensor4D, filter: Tensor4D, geometry: ConvolutionGeometry): Tensor4D;
  /** Gradient of depthwiseConv2d with respect to x, shaped `inputShape`. */
  depthwiseConv2dInputGradient(
    upstream: Tensor4D,
    filter: Tensor4D,
    inputShape: readonly [number, number, number, number],
    geometry: ConvolutionGeometry,
  ): Tensor4D;
  /** Gradient of depthwiseConv2d with respect to the filter, shaped `filterShape`. */
  depthwiseConv2dFilterGradient(
    x: Tensor4D,
    upstream: Tensor4D,
    filterShape: readonly [number, number, number, number],
    geometry: ConvolutionGeometry,
  ): Tensor4D;
}

/** A square window of pooling; padding never wins. */
export interface PoolGeometry extends ConvolutionGeometry {
  readonly size: number;
}

/** The largest value under a moving window. */
export interface PoolingKernels {
  /** x [B,H,W,C] → [B, (H + 2p − size)/s + 1, …, C] (rounded down). */
  maxPool2d(x: Tensor4D, geometry: PoolGeometry): Tensor4D;
  /** Gradient of maxPool2d, whose result was `output`: to the first largest value under each window. */
  maxPool2dGradient(upstream: Tensor4D, x: Tensor4D, output: Tensor4D, geometry: PoolGeometry): Tensor4D;
}

/** What operations on rows [N, C] need. */
export interface RowKernels {
  /** (x − mean) / sqrt(variance + epsilon) · weight + bias, mean and biased variance of each row. */
  layerNorm(
    x: Tensor2D,
    weight: Tensor1D,
    bias: Tensor1D,
    epsilon: number,
  ): {
    readonly output: Tensor2D;
    /** What this backend's `layerNormGradient` wants to find again; owned by the caller, but for x itself. */
    readonly saved: readonly Tensor[];
  };
  /** Gradients of `layerNorm`. */
  layerNormGradient(
    upstream: Tensor2D,
    weight: Tensor1D,
    saved: readonly Tensor[],
  ): { readonly x: Tensor2D; readonly weight: Tensor1D; readonly bias: Tensor1D };
  /** exp(x) / Σ exp(x) of each row. */
  softmax(x: Tensor2D): Tensor2D;
  /** output · (upstream − Σ upstream · output) of each row. */
  softmaxGradient(upstream: Tensor2D, output: Tensor2D): Tensor2D;
}

/** Smooth activations, of any shape. */
export interface ActivationKernels {
  /** 1 / (1 + exp(−x)). */
  sigmoid(x: Tensor): Tensor;
  /** upstream · output · (1 − output). */
  sigmoidGradient(upstream: Tensor, output: Tensor): Tensor;
  /** x · sigmoid(slope · x). */
  swish(x: Tensor, slope: number): Tensor;
  /** upstream · s · (1 + slope · x · (1 − s)), s = sigmoid(slope · x). */
  swishGradient(upstream: Tensor, x: Tensor, slope: number): Tensor;
  /**
   * x · Φ(x), Φ the normal distribution function. `saved` is what this backend's `geluGradient` wants to find again: x
   * itself, which it always is where no gradient is needed, or a tensor of the caller's.
   */
  gelu(x: Tensor, needsGradient: boolean): { readonly output: Tensor; readonly saved: Tensor };
  /** upstream · (Φ(x) + x · φ(x)), φ the normal density. */
  geluGradient(upstream: Tensor, saved: Tensor): Tensor;
}

/** The loss of independent yes-or-no questions. */
export interface BinaryLossKernels {
  /**
   * The mean of −positiveWeight · t · log σ(x) − (1 − t) · log(1 − σ(x)), and its gradient with respect to the
   * logits: (σ(x) · (1 + (positiveWeight − 1) · t) − positiveWeight · t) / n.
   */
  sigmoidCrossEntropy(
    logits: Tensor,
    targets: Tensor,
    positiveWeight: number,
  ): { loss: Scalar; gradient: Tensor };
}

/** The moments that Adam and its like keep of a parameter, both shaped as it, moved in place. */
export interface Moments {
  /** Running mean of the gradient. */
  readonly first: Variable;
  /** Of its square (AdamW), or the running largest of its size (Adamax). */
  readonly second: Variable;
}

/** Settings that Adamax and AdamW share. */
export interface AdamOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** The updates of Adamax and AdamW, in place; `bias1` = 1 − beta1^t and `bias2` = 1 − beta2^t at step t. */
export interface AdamKernels {
  /**
   * g = gradient + weightDecay · w; m ← beta1 · m + (1 − beta1) · g; v ← max(beta2 · v, |g| + epsilon);
   * w ← w − learningRate / bias1 · m / v.
   */
  adamaxUpdate(
    parameter: Variable,
    gradient: Tensor,
    moments: Moments,
    bias1: Scalar,
    options: AdamOptions,
  ): void;
  /**
   * w ← (1 − learningRate · weightDecay) · w; m ← beta1 · m + (1 − beta1) · g; v ← beta2 · v + (1 − beta2) · g²;
   * w ← w − learningRate · (m / bias1) / (sqrt(v / bias2) + epsilon).
   */
  adamwUpdate(
    parameter: Variable,
    gradient: Tensor,
    moments: Moments,
    biases: { readonly bias1: Scalar; readonly bias2: Scalar },
    options: AdamOptions,
  ): void;
}
