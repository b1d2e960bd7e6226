/**
 * The contract between the operations and the backends: types alone.
 *
 * The public operations (`conv2d`, `batchNorm`, …) are written once on top of these kernels; a backend replaces those
 * that it can do faster than TensorFlow.js' stock ones. Every kernel allocates its result, leaves its arguments alone
 * (unless it says otherwise) and never reads a tensor back to the host.
 *
 * @module
 */
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D, Variable } from "@tensorflow/tfjs-core";

/**
 * Builds a backend's own kernels.
 *
 * @param base the stock kernels, for what has nothing faster
 * @returns those that replace stock ones
 */
export type KernelFactory = (base: Kernels) => Partial<Kernels>;

/** Numbers of 16 bits: eight significant ones and float32's range, or eleven and a range of 6e-8 … 65504. */
export type HalfType = "bfloat16" | "float16";

/** The hidden patches of a batch; a `PatchMask` is one. */
export interface HiddenPatches {
  /** 1 = kept, 0 = hidden; uint8 [B, n·n], row-major over the grid. */
  readonly kept: Uint8Array;
  /** Patches per side, n. */
  readonly patches: number;
  /** Replaces hidden pixels: 0 by default, or per image and channel [B, 3], or per pixel [B, H, W, 3]. */
  readonly fill?: Float32Array;
}

/** The stride and zero padding of a filter, the same on all four sides, as in PyTorch. */
export interface ConvolutionGeometry {
  readonly stride: number;
  readonly padding: number;
}

/** The shape of a batch of images. */
export type ImageShape = readonly [batch: number, height: number, width: number, channels: 3];

/** Transfer from the host. */
export interface HostKernels {
  /** Copies the values into a new tensor; they may change as soon as this returns. */
  copyFromHost(values: Float32Array, shape: readonly number[]): Tensor;
}

/** Preparation of the network's input. */
export interface ImageKernels {
  /**
   * Converts bytes [B,H,W,3] to float32 [B,H,W,3]: looks up each byte in its channel's table (`tables`, [3, 256]), then
   * applies the mask, whose sizes fit.
   */
  normalizeAndMask(
    bytes: Uint8Array,
    shape: ImageShape,
    tables: Float32Array,
    mask: HiddenPatches | undefined,
  ): Tensor4D;
}

/** Convolution of each channel with a filter of its own. */
export interface DepthwiseKernels {
  /** Convolves x [B,H,W,C] with filter [kh,kw,C,1] to [B, (H + 2p − kh)/s + 1, …, C] (rounded down). */
  depthwiseConv2d(x: Tensor4D, filter: Tensor4D, geometry: ConvolutionGeometry): Tensor4D;
  /** Computes the gradient of depthwiseConv2d with respect to x, shaped `inputShape`. */
  depthwiseConv2dInputGradient(
    upstream: Tensor4D,
    filter: Tensor4D,
    inputShape: readonly [number, number, number, number],
    geometry: ConvolutionGeometry,
  ): Tensor4D;
  /** Computes the gradient of depthwiseConv2d with respect to the filter, shaped `filterShape`. */
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

/** Max pooling. */
export interface PoolingKernels {
  /** Pools x [B,H,W,C] to [B, (H + 2p − size)/s + 1, …, C] (rounded down). */
  maxPool2d(x: Tensor4D, geometry: PoolGeometry): Tensor4D;
  /** Sends the gradient of maxPool2d, whose result was `output`, to the first largest value under each window. */
  maxPool2dGradient(upstream: Tensor4D, x: Tensor4D, output: Tensor4D, geometry: PoolGeometry): Tensor4D;
}

/** Operations on rows [N, C]. */
export interface RowKernels {
  /** Computes (x − mean) / sqrt(variance + epsilon) · weight + bias, by each row's mean and biased variance. */
  layerNorm(
    x: Tensor2D,
    weight: Tensor1D,
    bias: Tensor1D,
    epsilon: number,
  ): {
    readonly output: Tensor2D;
    /** Tensors for this backend's `layerNormGradient`; owned by the caller, except x itself. */
    readonly saved: readonly Tensor[];
  };
  /** Computes the gradients of `layerNorm`. */
  layerNormGradient(
    upstream: Tensor2D,
    weight: Tensor1D,
    saved: readonly Tensor[],
  ): { readonly x: Tensor2D; readonly weight: Tensor1D; readonly bias: Tensor1D };
  /** Computes exp(x) / Σ exp(x) of each row. */
  softmax(x: Tensor2D): Tensor2D;
  /** Computes output · (upstream − Σ upstream · output) of each row. */
  softmaxGradient(upstream: Tensor2D, output: Tensor2D): Tensor2D;
}

/** Smooth activations, of any shape. */
export interface ActivationKernels {
  /** Computes 1 / (1 + exp(−x)). */
  sigmoid(x: Tensor): Tensor;
  /** Computes upstream · output · (1 − output). */
  sigmoidGradient(upstream: Tensor, output: Tensor): Tensor;
  /** Computes x · sigmoid(slope · x). */
  swish(x: Tensor, slope: number): Tensor;
  /** Computes upstream · s · (1 + slope · x · (1 − s)), s = sigmoid(slope · x). */
  swishGradient(upstream: Tensor, x: Tensor, slope: number): Tensor;
  /**
   * Computes x · Φ(x), Φ the normal distribution function. `saved` is for this backend's `geluGradient`: x itself
   * (always so if no gradient is needed), or a tensor that the caller owns.
   */
  gelu(x: Tensor, needsGradient: boolean): { readonly output: Tensor; readonly saved: Tensor };
  /** Computes upstream · (Φ(x) + x · φ(x)), φ the normal density. */
  geluGradient(upstream: Tensor, saved: Tensor): Tensor;
}

/** Binary cross-entropy. */
export interface BinaryLossKernels {
  /**
   * Computes the mean of −positiveWeight · t · log σ(x) − (1 − t) · log(1 − σ(x)), and its gradient with respect to the
   * logits: (σ(x) · (1 + (positiveWeight − 1) · t) − positiveWeight · t) / n.
   */
  sigmoidCrossEntropy(
    logits: Tensor,
    targets: Tensor,
    positiveWeight: number,
  ): { loss: Scalar; gradient: Tensor };
}

/** GELU in its exact form, x · Φ(x) with Φ the normal distribution function, or as x · sigmoid(1.702 · x). */
export type GeluKind = "gelu" | "quickgelu";

/** A bias per column of a matrix. */
export interface BiasKernels {
  /** Adds bias [C] to each row of x [N,C]. */
  addBias(x: Tensor2D, bias: Tensor1D): Tensor2D;
  /** Sums the rows of x [N,C] to [C]. */
  columnSums(x: Tensor2D): Tensor1D;
  /**
   * Adds bias [C] to each row of x [N,C], then applies GELU. `saved` is for this backend's `biasGeluGradient` and owned
   * by the caller; undefined if no gradient is needed.
   */
  biasGelu(
    x: Tensor2D,
    bias: Tensor1D,
    kind: GeluKind,
    needsGradient: boolean,
  ): { readonly output: Tensor2D; readonly saved: Tensor | undefined };
  /** Computes the gradients of `biasGelu`. */
  biasGeluGradient(
    upstream: Tensor2D,
    saved: Tensor,
    kind: GeluKind,
  ): { readonly x: Tensor2D; readonly bias: Tensor1D };
}

/** A parameter's moments in Adam and its variants, shaped as the parameter, updated in place. */
export interface Moments {
  /** Running mean of the gradient. */
  readonly first: Variable;
  /** Running mean of the gradient's square (AdamW), or running maximum of its absolute value (Adamax). */
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

/** One parameter's part in a step of Adamax or AdamW. */
export interface AdamUpdate {
  readonly parameter: Variable;
  readonly gradient: Tensor;
  readonly moments: Moments;
  readonly options: AdamOptions;
}

/** Corrections of AdamW's moments at step t, as these start at 0. */
export interface AdamBiases {
  /** 1 − beta1^t. */
  readonly bias1: Scalar;
  /** 1 − beta2^t. */
  readonly bias2: Scalar;
}

/** Updates of Adamax and AdamW, in place; `bias1` = 1 − beta1^t and `bias2` = 1 − beta2^t at step t. */
export interface AdamKernels {
  /**
   * Updates by g = gradient + weightDecay · w; m ← beta1 · m + (1 − beta1) · g; v ← max(beta2 · v, |g| + epsilon);
   * w ← w − learningRate / bias1 · m / v.
   */
  adamaxUpdates(updates: readonly AdamUpdate[], bias1: Scalar): void;
  /**
   * Updates by w ← (1 − learningRate · weightDecay) · w; m ← beta1 · m + (1 − beta1) · g; v ← beta2 · v + (1 − beta2)
   * · g²; w ← w − learningRate · (m / bias1) / (sqrt(v / bias2) + epsilon).
   */
  adamwUpdates(updates: readonly AdamUpdate[], biases: AdamBiases): void;
}

/** The operations fused after a normalisation: y = relu(bn(x) + residual), each part optional. */
export interface NormalizationTail {
  readonly relu: boolean;
  /** Shaped as x; added before the relu. */
  readonly residual: Tensor4D | undefined;
}

/** The results of batch normalisation in training mode. */
export interface TrainedNormalization {
  readonly output: Tensor4D;
  /** Mean over batch, height and width, [C]. */
  readonly mean: Tensor1D;
  /** Unbiased variance over the same, [C] (n − 1 in the denominator; n where n = 1): for the running variance. */
  readonly variance: Tensor1D;
  /**
   * Tensors for this backend's `batchNormGradient` besides x, output and weight, e.g. the mean and
   * 1 / sqrt(biased variance + epsilon). Owned by the caller; may contain `mean` itself.
   */
  readonly saved: readonly Tensor[];
}

/** The inputs and results of the forward pass that `batchNormGradient` needs. */
export interface NormalizationContext extends NormalizationTail {
  readonly x: Tensor4D;
  /** The result of the forward pass, after residual and relu. */
  readonly output: Tensor4D;
  readonly weight: Tensor1D;
  readonly epsilon: number;
  readonly saved: readonly Tensor[];
}

/** Gradients of batch normalisation in training mode. */
export interface NormalizationGradient {
  readonly x: Tensor4D;
  readonly weight: Tensor1D;
  readonly bias: Tensor1D;
  /** Present where the context has a residual. */
  readonly residual: Tensor4D | undefined;
}

/** Settings of one step of stochastic gradient descent; see `sgdStep`. */
export interface SgdOptions {
  readonly learningRate: number;
  /** 0 keeps no velocity. */
  readonly momentum: number;
  /** Added to the gradient as weightDecay · weight (coupled, as in PyTorch's SGD). */
  readonly weightDecay: number;
  readonly nesterov?: boolean;
}

/** One parameter's part in a step of stochastic gradient descent. */
export interface SgdUpdate {
  readonly parameter: Variable;
  readonly gradient: Tensor;
  /** Undefined where the momentum is 0. */
  readonly velocity: Variable | undefined;
  readonly options: SgdOptions;
}

/** All kernels. Shapes: B batch, H height, W width, I and O input and output channels, C channels. */
export interface Kernels
  extends
    HostKernels,
    ImageKernels,
    DepthwiseKernels,
    PoolingKernels,
    RowKernels,
    ActivationKernels,
    BiasKernels,
    BinaryLossKernels,
    AdamKernels {
  /** Convolves x [B,H,W,I] with filter [kh,kw,I,O] to [B, (H + 2p − kh)/s + 1, …, O] (rounded down). */
  conv2d(x: Tensor4D, filter: Tensor4D, geometry: ConvolutionGeometry): Tensor4D;
  /** Computes the gradient of conv2d with respect to x, shaped `inputShape`. */
  conv2dInputGradient(
    upstream: Tensor4D,
    filter: Tensor4D,
    inputShape: readonly [number, number, number, number],
    geometry: ConvolutionGeometry,
  ): Tensor4D;
  /** Computes the gradient of conv2d with respect to the filter, shaped `filterShape`. */
  conv2dFilterGradient(
    x: Tensor4D,
    upstream: Tensor4D,
    filterShape: readonly [number, number, number, number],
    geometry: ConvolutionGeometry,
  ): Tensor4D;

  /** Normalises by the batch's mean and biased variance, then applies `tail`; leaves running averages alone. */
  batchNormTraining(
    x: Tensor4D,
    weight: Tensor1D,
    bias: Tensor1D,
    epsilon: number,
    tail: NormalizationTail,
  ): TrainedNormalization;
  /**
   * Computes the gradient of `batchNormTraining`, through the statistics, the residual and the relu (where output >
   * 0).
   */
  batchNormGradient(upstream: Tensor4D, context: NormalizationContext): NormalizationGradient;
  /** Normalises by the given statistics, then applies `tail`. */
  batchNormInference(
    x: Tensor4D,
    weight: Tensor1D,
    bias: Tensor1D,
    mean: Tensor1D,
    variance: Tensor1D,
    epsilon: number,
    tail: NormalizationTail,
  ): Tensor4D;
  /** Applies SiLU after batch normalisation in training mode. */
  batchNormSiluTraining(x: Tensor4D, weight: Tensor1D, bias: Tensor1D, epsilon: number): TrainedNormalization;
  /** Computes the gradient of `batchNormSiluTraining`. */
  batchNormSiluGradient(
    upstream: Tensor4D,
    context: Pick<NormalizationContext, "x" | "weight" | "epsilon" | "saved"> & { readonly bias: Tensor1D },
  ): Pick<NormalizationGradient, "x" | "weight" | "bias">;
  /** Updates in place: average ← (1 − momentum) · average + momentum · value. */
  updateAverage(average: Variable, value: Tensor, momentum: number): void;

  /** Rounds x to a 16-bit type; throws a UsageError if the backend has none. */
  toHalf(x: Tensor, type: HalfType): Tensor;
  /** Converts the result of `toHalf`, or of an operation on such tensors, to float32. */
  toFloat32(x: Tensor): Tensor;

  /** Computes max(x, 0). */
  relu(x: Tensor): Tensor;
  /** Returns upstream where output > 0, else 0. */
  reluGradient(upstream: Tensor, output: Tensor): Tensor;
  /** Adds two tensors of one shape. */
  add(a: Tensor, b: Tensor): Tensor;
  /** Averages [B,H,W,C] over height and width to [B,C]. */
  globalAveragePool(x: Tensor4D): Tensor2D;
  /** Computes the gradient of `globalAveragePool`. */
  globalAveragePoolGradient(
    upstream: Tensor2D,
    inputShape: readonly [number, number, number, number],
  ): Tensor4D;

  /** Multiplies matrices or equally many pairs of them, either one transposed first on request. */
  matMul<T extends Tensor2D | Tensor3D>(a: T, b: T, transposeA: boolean, transposeB: boolean): T;
  /**
   * Computes the mean over the batch of −Σ targets · log softmax(logits), and its gradient with respect to the logits
   * [B,C]: (softmax · Σ targets − targets) / B.
   */
  softmaxCrossEntropy(logits: Tensor2D, targets: Tensor2D): { loss: Scalar; gradient: Tensor2D };

  /**
   * Updates by PyTorch's rule, in place: g = gradient + weightDecay · w; v ← momentum · v + g; w ← w − learningRate · v
   * (Nesterov: w − learningRate · (g + momentum · v)). `velocity` is undefined where momentum is 0.
   */
  sgdUpdate(
    parameter: Variable,
    gradient: Tensor,
    velocity: Variable | undefined,
    options: SgdOptions,
  ): void;
  /** Does `sgdUpdate` for many parameters at once, if the backend can. */
  sgdUpdates?(updates: readonly SgdUpdate[]): void;
}
