/** Products of matrices, a batch at a time. */
import type { Tensor3D } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import { record } from "../autograd.ts";
import { kernels } from "./running.ts";

/** Settings of {@link matMul}. */
export interface MatMulOptions {
  /** The first matrices are [K, M]. */
  readonly transposeA?: boolean;
  /** The second matrices are [N, K]. */
  readonly transposeB?: boolean;
}

/**
 * Multiplies each pair of matrices in two batches.
 *
 * @param a [B, M, K], or [B, K, M] where transposed
 * @param b [B, K, N], or [B, N, K] where transposed
 * @param options which one is transposed
 * @returns [B, M, N]
 * @throws {UsageError} if the shapes do not match
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { matMul } from "./mat_mul.ts";
 *
 * await startBackend("cpu");
 * const queries = tf.tensor3d([1, 2], [1, 1, 2]), keys = tf.tensor3d([3, 4, 5, 6], [1, 2, 2]);
 * console.log(await matMul(queries, keys, { transposeB: true }).data()); // [11, 17]
 * ```
 */
export function matMul(
  a: Tensor3D,
  b: Tensor3D,
  { transposeA = false, transposeB = false }: MatMulOptions = {},
): Tensor3D {
  if (a.shape[0] !== b.shape[0] || a.shape[transposeA ? 1 : 2] !== b.shape[transposeB ? 2 : 1]) {
    const [left, right] = [transposeA ? "ᵀ" : "", transposeB ? "ᵀ" : ""];
    throw new UsageError(
      `Cannot multiply [${a.shape}]${left} by [${b.shape}]${right}: the shapes do not match`,
    );
  }
  const product = (x: Tensor3D, y: Tensor3D, transposeX: boolean, transposeY: boolean) =>
    kernels().matMul(x, y, transposeX, transposeY);
  return record({
    output: product(a, b, transposeA, transposeB),
    inputs: [a, b],
    saved: [a, b],
    backward: (upstream, [needsA, needsB]) => {
      const forA = () =>
        transposeA ? product(b, upstream, transposeB, true) : product(upstream, b, false, !transposeB);
      const forB = () =>
        transposeB ? product(upstream, a, true, transposeA) : product(a, upstream, !transposeA, false);
      return [needsA ? forA() : undefined, needsB ? forB() : undefined];
    },
  });
}
