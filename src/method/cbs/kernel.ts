/** The Gaussian of curriculum by smoothing. */

/**
 * Makes a 3×3 Gaussian kernel that sums to 1; taps are proportional to exp(−(i² + j²) / (2σ²)), i and j from
 * −1 to 1.
 *
 * @param sigma standard deviation in pixels, > 0; near 0 the kernel is exactly the identity
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
