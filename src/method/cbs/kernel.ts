/** The Gaussian of curriculum by smoothing. */

/**
 * A Gaussian of 3×3 taps whose sum is 1: each is proportional to exp(−(i² + j²) / (2σ²)), i and j from −1 to 1.
 *
 * @param sigma standard deviation in pixels, > 0; as it nears 0 the kernel becomes the identity, exactly
 * @returns the nine taps, row-major
 *
 * @example
 * ```ts
 * import { gaussianKernel } from "./kernel.ts";
 *
 * console.assert(gaussianKernel(0.01).join() === "0,0,0,0,1,0,0,0,0");
 * ```
 */
export function gaussianKernel(sigma: number): Float64Array {
  const edge = Math.exp(-1 / (2 * sigma * sigma)), corner = edge * edge;
  const sum = 1 + 4 * edge + 4 * corner;
  return Float64Array.of(corner, edge, corner, edge, 1, edge, corner, edge, corner).map((tap) => tap / sum);
}
