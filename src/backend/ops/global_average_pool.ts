/** Global average pooling. */
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { record } from "../autograd.ts";
import { kernels } from "./running.ts";

/**
 * Averages over height and width.
 *
 * @param x [B, H, W, C]
 * @returns [B, C]
 */
export function globalAveragePool(x: Tensor4D): Tensor2D {
  const shape = x.shape;
  return record({
    output: kernels().globalAveragePool(x),
    inputs: [x],
    saved: [],
    backward: (upstream) => [kernels().globalAveragePoolGradient(upstream, shape)],
  });
}
