/** Casts between float32 and a model's training precision. */
import type { Tensor, Tensor4D, Variable } from "@tensorflow/tfjs-core";
import { conv2d, type Conv2dOptions, type HalfType, toFloat32, toHalf } from "../../backend/ops/mod.ts";
import type { Precision } from "../../backend/precision.ts";
import type { ForwardOptions } from "../types.ts";

const HALF_TYPES: Readonly<Record<Precision, HalfType | undefined>> = {
  fp32: undefined,
  bf16: "bfloat16",
  fp16: "float16",
};

/** Returns the 16-bit type of this forward pass; undefined in float32. */
const lowType = ({ training, precision = "fp32" }: ForwardOptions) =>
  training ? HALF_TYPES[precision] : undefined;

/** Casts x to the precision of this forward pass. */
export function lower<T extends Tensor>(x: T, options: ForwardOptions): T {
  const type = lowType(options);
  return type === undefined ? x : toHalf(x, type);
}

/** Casts x, a result of {@linkcode lower} or of operations after it, to float32. */
export function raise<T extends Tensor>(x: T, options: ForwardOptions): T {
  const type = lowType(options);
  return type === undefined ? x : toFloat32(x, type);
}

/** Convolves x, already lowered, with float32 weights, in the precision of this forward pass. */
export function convolve(
  x: Tensor4D,
  weight: Variable,
  geometry: Conv2dOptions,
  options: ForwardOptions,
): Tensor4D {
  return conv2d(x, lower(weight as Tensor as Tensor4D, options), geometry);
}
