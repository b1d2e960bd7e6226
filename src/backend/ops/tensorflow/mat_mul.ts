/** Matrix products by TensorFlow's kernels, in the 16-bit types too. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import { halfTypeOf } from "../../tensorflow_half.ts";
import type { Kernels } from "../kernels.ts";
import { cast } from "./cast.ts";
import { execute } from "./execute.ts";
import { tensorflowBackend } from "./session.ts";

function product<T extends Tensor2D | Tensor3D>(a: T, b: T, transposeA: boolean, transposeB: boolean): T {
  const result = a.rank === 2
    ? execute("MatMul", [a, b], { transpose_a: transposeA, transpose_b: transposeB })
    : execute("BatchMatMulV2", [a, b], { adj_x: transposeA, adj_y: transposeB });
  return result as T;
}

export const matMul: Kernels["matMul"] = (a, b, transposeA, transposeB) => {
  // A CPU sums float16 in float16.
  if (halfTypeOf(a) !== "float16" || tensorflowBackend().isUsingGpuDevice) {
    return product(a, b, transposeA, transposeB);
  }
  return tf.tidy(() => {
    const [exactA, exactB] = [a, b].map(cast.toFloat32) as [typeof a, typeof b];
    return cast.toHalf(product(exactA, exactB, transposeA, transposeB), "float16") as typeof a;
  });
};
