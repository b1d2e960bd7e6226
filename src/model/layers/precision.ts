/** Where a model changes between float32 and the precision that it trains in. */
import type { Tensor, Tensor4D, Variable } from "@tensorflow/tfjs-core";
import { conv2d, type Conv2dOptions, toBfloat16, toFloat32 } from "../../backend/ops/mod.ts";
import type { ForwardOptions } from "../types.ts";

const isLow = ({ training, precision }: ForwardOptions) => training && precision === "bf16";

/** x in the precision of this forward pass. */
export function lower<T extends Tensor>(x: T, options: ForwardOptions): T {
  return isLow(options) ? toBfloat16(x) : x;
}

/** What {@linkcode lower} and the operations after it gave, as float32. */
export function raise<T extends Tensor>(x: T, options: ForwardOptions): T {
  return isLow(options) ? toFloat32(x) : x;
}

/** A convolution of lowered x with float32 weights, in the precision of this forward pass. */
export function convolve(
  x: Tensor4D,
  weight: Variable,
  geometry: Conv2dOptions,
  options: ForwardOptions,
): Tensor4D {
  return conv2d(x, lower(weight as Tensor as Tensor4D, options), geometry);
}
