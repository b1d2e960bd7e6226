/**
 * The blocks of YOLOv5 in its v6 form, under the names of its state_dict.
 *
 * @module
 */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { add, concatenate, maxPool2d } from "../backend/ops/mod.ts";
import type { RandomStream } from "../random.ts";
import { batchNormLayer } from "./layers/batch_norm.ts";
import { uniformByFanIn } from "./layers/initialise.ts";
import type { ParameterStore } from "./layers/parameter_store.ts";
import { convolve } from "./layers/precision.ts";
import { tidied } from "./layers/tidy.ts";
import type { ForwardOptions } from "./types.ts";

/** The variables and random stream that blocks are built with. */
export interface BlockContext {
  readonly store: ParameterStore;
  /** The stream of the initial weights. */
  readonly random: RandomStream;
}

/** A block, which maps features [B, H, W, C] to features. */
export type Block = (x: Tensor4D, options: ForwardOptions) => Tensor4D;

/** Deviations from a 1×1 convolution of stride 1. */
export interface ConvOptions {
  readonly size?: number;
  readonly stride?: number;
  /** Half the size, rounded down, by default. */
  readonly padding?: number;
}

/** Makes a convolution without bias, batch normalisation (ε 1e-3, momentum 0.03) and SiLU. */
export function convBlock(
  { store, random }: BlockContext,
  name: string,
  inputs: number,
  outputs: number,
  { size = 1, stride = 1, padding = size >> 1 }: ConvOptions = {},
): Block {
  const shape = [size, size, inputs, outputs];
  const weight = store.parameter(
    `${name}.conv.weight`,
    uniformByFanIn(shape, size * size * inputs, random),
    "conv",
  );
  const norm = batchNormLayer(store, `${name}.bn`, outputs, { epsilon: 1e-3, momentum: 0.03 });
  return tidied((x, options) => {
    const convolved = convolve(x, weight, { stride, padding }, options);
    const smoothed = options.afterConvolution?.(convolved) ?? convolved;
    return norm(smoothed, { training: options.training, silu: true });
  });
}

/** Makes a 1×1 and a 3×3 convolution, with a residual sum if `shortcut` is set. */
function bottleneck(context: BlockContext, name: string, channels: number, shortcut: boolean): Block {
  const cv1 = convBlock(context, `${name}.cv1`, channels, channels);
  const cv2 = convBlock(context, `${name}.cv2`, channels, channels, { size: 3 });
  return (x, options) => {
    const y = cv2(cv1(x, options), options);
    return shortcut ? add(x, y) : y;
  };
}

/** The structure of a cross-stage partial block. */
export interface C3Options {
  /** Number of bottlenecks. */
  readonly depth: number;
  /** Whether they have a residual sum. */
  readonly shortcut: boolean;
}

/**
 * Makes a cross-stage partial block with three convolutions; half of the channels pass through the
 * bottlenecks.
 */
export function c3(
  context: BlockContext,
  name: string,
  inputs: number,
  outputs: number,
  { depth, shortcut }: C3Options,
): Block {
  const half = outputs >> 1;
  const cv1 = convBlock(context, `${name}.cv1`, inputs, half);
  const cv2 = convBlock(context, `${name}.cv2`, inputs, half);
  const cv3 = convBlock(context, `${name}.cv3`, 2 * half, outputs);
  const chain = Array.from(
    { length: depth },
    (_, index) => bottleneck(context, `${name}.m.${index}`, half, shortcut),
  );
  return tidied((x, options) => {
    const deep = chain.reduce((y, block) => block(y, options), cv1(x, options));
    return cv3(concatenate([deep, cv2(x, options)]), options);
  });
}

/** Makes fast spatial pyramid pooling: three 5×5 max-poolings in a row, concatenated with their input. */
export function sppf(context: BlockContext, name: string, channels: number): Block {
  const half = channels >> 1;
  const cv1 = convBlock(context, `${name}.cv1`, channels, half);
  const cv2 = convBlock(context, `${name}.cv2`, 4 * half, channels);
  return tidied((x, options) => {
    const pyramid = [cv1(x, options)];
    for (let level = 0; level < 3; level++) {
      pyramid.push(maxPool2d(pyramid[level]!, { size: 5, stride: 1, padding: 2 }));
    }
    return cv2(concatenate(pyramid), options);
  });
}
