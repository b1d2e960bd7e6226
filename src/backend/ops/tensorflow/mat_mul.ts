/** Matrix products by TensorFlow's kernels, in the 16-bit types too. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import { tensorflowBackend } from "../../tensorflow.ts";
import { halfTypeOf } from "../../tensorflow_half.ts";
import type { Kernels } from "../kernels.ts";
import { cast } from "./cast.ts";
import { execute } from "./execute.ts";
import { hasOwnConvolution, ownProduct } from "./own_convolution.ts";

function product<T extends Tensor2D | Tensor3D>(a: T, b: T, transposeA: boolean, transposeB: boolean): T {
  const result = a.rank === 2
    ? execute("MatMul", [a, b], { transpose_a: transposeA, transpose_b: transposeB })
    : execute("BatchMatMulV2", [a, b], { adj_x: transposeA, adj_y: transposeB });
  return result as T;
}

/** Whether two matrices are multiplied by an operation of our own. */
const isOwn = (a: Tensor2D | Tensor3D, b: Tensor2D | Tensor3D, bothTransposed: boolean): a is Tensor2D =>
  a.rank === 2 && !bothTransposed && hasOwnConvolution(a, [1, 1, Math.min(...a.shape), Math.min(...b.shape)]);

export const matMul: Kernels["matMul"] = (a, b, transposeA, transposeB) => {
  if (isOwn(a, b, transposeA && transposeB)) {
    return ownProduct(a, b as Tensor2D, transposeA, transposeB) as typeof a;
  }
  // A CPU sums float16 in float16.
  if (halfTypeOf(a) !== "float16" || tensorflowBackend().isUsingGpuDevice) {
    return product(a, b, transposeA, transposeB);
  }
  return tf.tidy(() => {
    const [exactA, exactB] = [a, b].map(cast.toFloat32) as [typeof a, typeof b];
    return cast.toHalf(product(exactA, exactB, transposeA, transposeB), "float16") as typeof a;
  });
};
