/** Convolutions with PyTorch's names, and the hook for methods after them. */
import type { Tensor, Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import { addChannelBias } from "../../backend/ops/mod.ts";
import type { RandomStream } from "../../random.ts";
import type { ForwardOptions } from "../types.ts";
import { uniformByFanIn } from "./initialise.ts";
import type { ParameterStore } from "./parameter_store.ts";
import { convolve, lower, raise } from "./precision.ts";

/** A part of a network: images [B, H, W, C] → images. */
export type ImageLayer = (x: Tensor4D, options: ForwardOptions) => Tensor4D;

/** A filter's shape: height, width, inputs, outputs. */
export type FilterShape = [height: number, width: number, inputs: number, outputs: number];

/** The structure of a convolution. */
export interface ConvolutionPlan {
  readonly inputs: number;
  readonly outputs: number;
  /** Height and width of the filter. */
  readonly size: number;
  /** 1 by default. */
  readonly stride?: number;
  /** Half the size, rounded down, by default. */
  readonly padding?: number;
  /** Whether it has a bias, initialised as in PyTorch. */
  readonly bias?: boolean;
  /** Initialisation of the weights; as in PyTorch by default. */
  readonly initial?: (shape: FilterShape, random: RandomStream) => Tensor;
}

const pytorchDefault = (shape: FilterShape, random: RandomStream) =>
  uniformByFanIn(shape, shape[0] * shape[1] * shape[2], random);

/** Makes a convolution: `NAME.weight` and, if it has a bias, `NAME.bias`. */
export function convolutionLayer(
  store: ParameterStore,
  name: string,
  plan: ConvolutionPlan,
  random: RandomStream,
): ImageLayer {
  const { inputs, outputs, size, stride = 1, padding = size >> 1, initial = pytorchDefault } = plan;
  const weight = store.parameter(`${name}.weight`, initial([size, size, inputs, outputs], random), "conv");
  const bias = plan.bias
    ? store.parameter(`${name}.bias`, uniformByFanIn([outputs], size * size * inputs, random))
    : undefined;
  return (x, options) => {
    const y = convolve(x, weight, { stride, padding }, options);
    if (bias === undefined) return y;
    return lower(addChannelBias(raise(y, options), bias as Tensor as Tensor1D), options);
  };
}

/**
 * Puts a convolution on the main path: the method's `afterConvolution` is applied to its result, in float32.
 */
export function onMainPath(layer: ImageLayer): ImageLayer {
  return (x, options) => {
    const y = layer(x, options);
    if (options.afterConvolution === undefined) return y;
    return lower(options.afterConvolution(raise(y, options)), options);
  };
}
