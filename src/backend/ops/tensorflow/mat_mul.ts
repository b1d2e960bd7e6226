/** Matrix products by TensorFlow's kernels, in bfloat16 too. */
import type { Kernels } from "../kernels.ts";
import { execute } from "./execute.ts";

export const matMul: Kernels["matMul"] = (a, b, transposeA, transposeB) => {
  const product = a.rank === 2
    ? execute("MatMul", [a, b], { transpose_a: transposeA, transpose_b: transposeB })
    : execute("BatchMatMulV2", [a, b], { adj_x: transposeA, adj_y: transposeB });
  return product as typeof a;
};
