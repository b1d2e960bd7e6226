/**
 * The primitives that differ from backend to backend, and the choice among their implementations.
 *
 * The public operations (`conv2d`, `batchNorm`, …) are written once on top of these; a backend overrides the
 * primitives that it can do faster than TensorFlow.js' stock kernels. Every primitive allocates its result,
 * leaves its arguments alone (unless it says otherwise) and never reads a tensor back to the host.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D, Variable } from "@tensorflow/tfjs-core";
import type {
  ActivationKernels,
  AdamKernels,
  BinaryLossKernels,
  DepthwiseKernels,
  HostKernels,
  ImageKernels,
  PoolingKernels,
  RowKernels,
} from "./primitives.ts";
import type { HalfType } from "../tensorflow_half.ts";
import { stockKernels } from "./stock.ts";
import { tensorflowKernels } from "./tensorflow.ts";
import { wasmKernels } from "./wasm.ts";
import { webgpuKernels } from "./webgpu.ts";

/** How a filter moves: the same stride and the same zero padding on all four sides, as in PyTorch. */
export interface ConvolutionGeometry {
  readonly stride: number;
  readonly padding: number;
}

/** What happens to a normalised activation: y = relu(bn(x) + residual), each part optional. */
export interface NormalizationTail {
  readonly relu: boolean;
  /** Shaped as x; added before the relu. */
  readonly residual: Tensor4D | undefined;
}

/** What batch normalisation in training mode yields. */
export interface TrainedNormalization {
  readonly output: Tensor4D;
  /** Mean over batch, height and width, [C]. */
  readonly mean: Tensor1D;
  /** Unbiased variance over the same, [C] (n − 1 in the denominator; n where n = 1): for the running variance. */
  readonly variance: Tensor1D;
  /**
   * What this backend's `batchNormGradient` wants to find again, besides x, output and weight, e.g. the mean and
   * 1 / sqrt(biased variance + epsilon). Owned by the caller; may contain `mean` itself.
   */
  readonly saved: readonly Tensor[];
}

/** What `batchNormGradient` is given. */
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

/** The primitives. Shapes: B batch, H height, W width, I and O input and output channels, C channels. */
export interface Kernels
  extends
    HostKernels,
    ImageKernels,
    DepthwiseKernels,
    PoolingKernels,
    RowKernels,
    ActivationKernels,
    BinaryLossKernels,
    AdamKernels {
  /** x [B,H,W,I] with filter [kh,kw,I,O] → [B, (H + 2p − kh)/s + 1, …, O] (rounded down). */
  conv2d(x: Tensor4D, filter: Tensor4D, geometry: ConvolutionGeometry): Tensor4D;
  /** Gradient of conv2d with respect to x, shaped `inputShape`. */
  conv2dInputGradient(
    upstream: Tensor4D,
    filter: Tensor4D,
    inputShape: readonly [number, number, number, number],
    geometry: ConvolutionGeometry,
  ): Tensor4D;
  /** Gradient of conv2d with respect to the filter, shaped `filterShape`. */
  conv2dFilterGradient(
    x: Tensor4D,
    upstream: Tensor4D,
    filterShape: readonly [number, number, number, number],
    geometry: ConvolutionGeometry,
  ): Tensor4D;

  /** Training mode: normalises by the batch's mean and biased variance, then `tail`. Running averages are not its business. */
  batchNormTraining(
    x: Tensor4D,
    weight: Tensor1D,
    bias: Tensor1D,
    epsilon: number,
    tail: NormalizationTail,
  ): TrainedNormalization;
  /** Gradient of `batchNormTraining`, through the statistics, the residual and the relu (mask: output > 0). */
  batchNormGradient(upstream: Tensor4D, context: NormalizationContext): NormalizationGradient;
  /** Inference mode: normalises by the given statistics, then `tail`. */
  batchNormInference(
    x: Tensor4D,
    weight: Tensor1D,
    bias: Tensor1D,
    mean: Tensor1D,
    variance: Tensor1D,
    epsilon: number,
    tail: NormalizationTail,
  ): Tensor4D;
  /** SiLU after batch normalisation in training mode. */
  batchNormSiluTraining(x: Tensor4D, weight: Tensor1D, bias: Tensor1D, epsilon: number): TrainedNormalization;
  /** Gradient of `batchNormSiluTraining`. */
  batchNormSiluGradient(
    upstream: Tensor4D,
    context: Pick<NormalizationContext, "x" | "weight" | "epsilon" | "saved"> & { readonly bias: Tensor1D },
  ): Pick<NormalizationGradient, "x" | "weight" | "bias">;
  /** average ← (1 − momentum) · average + momentum · value, in place. */
  updateAverage(average: Variable, value: Tensor, momentum: number): void;

  /** x in a 16-bit type; where the backend has no such numbers, a UsageError. */
  toHalf(x: Tensor, type: HalfType): Tensor;
  /** The float32 of a tensor that `toHalf` or an operation on such ones gave. */
  toFloat32(x: Tensor): Tensor;

  /** max(x, 0). */
  relu(x: Tensor): Tensor;
  /** upstream where output > 0, else 0. */
  reluGradient(upstream: Tensor, output: Tensor): Tensor;
  /** a + b, equally shaped. */
  add(a: Tensor, b: Tensor): Tensor;
  /** [B,H,W,C] → [B,C]: the mean over height and width. */
  globalAveragePool(x: Tensor4D): Tensor2D;
  /** Gradient of `globalAveragePool`. */
  globalAveragePoolGradient(
    upstream: Tensor2D,
    inputShape: readonly [number, number, number, number],
  ): Tensor4D;

  /** a · b for matrices or equally many pairs of them, either one transposed first on request. */
  matMul<T extends Tensor2D | Tensor3D>(a: T, b: T, transposeA: boolean, transposeB: boolean): T;
  /** x [N,C] + bias [C]. */
  addBias(x: Tensor2D, bias: Tensor1D): Tensor2D;
  /** [N,C] → [C]: the sum over rows. */
  columnSums(x: Tensor2D): Tensor1D;

  /**
   * The mean over the batch of −Σ targets · log softmax(logits), and its gradient with respect to the logits
   * [B,C]: (softmax · Σ targets − targets) / B.
   */
  softmaxCrossEntropy(logits: Tensor2D, targets: Tensor2D): { loss: Scalar; gradient: Tensor2D };

  /**
   * PyTorch's rule, in place: g = gradient + weightDecay · w; v ← momentum · v + g; w ← w − learningRate · v
   * (Nesterov: w − learningRate · (g + momentum · v)). `velocity` is undefined where momentum is 0.
   */
  sgdUpdate(
    parameter: Variable,
    gradient: Tensor,
    velocity: Variable | undefined,
    options: SgdOptions,
  ): void;
  /** `sgdUpdate` of many parameters at once, where the backend has a way. */
  sgdUpdates?(updates: readonly SgdUpdate[]): void;
}

/** What each backend does its own way; everything else is stock. */
const overrides: Readonly<Record<string, Partial<Kernels>>> = {
  wasm: wasmKernels,
  tensorflow: tensorflowKernels,
  webgpu: webgpuKernels,
};

const complete = new Map<string, Kernels>();

/**
 * The primitives of the backend that is running.
 *
 * @returns the stock kernels with the overrides of `tf.getBackend()`
 */
export function kernels(): Kernels {
  const backend = tf.getBackend();
  let found = complete.get(backend);
  if (found === undefined) {
    found = { ...stockKernels, ...overrides[backend] };
    complete.set(backend, found);
  }
  return found;
}
