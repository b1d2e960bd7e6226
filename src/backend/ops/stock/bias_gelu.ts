/** A bias and GELU, each by the running backend's kernel. */
import type { Tensor2D } from "@tensorflow/tfjs-core";
import type { BiasKernels, Kernels } from "../kernels.ts";

/** The slope in x · sigmoid(slope · x) that makes it GELU's fast approximation. */
export const QUICK_GELU_SLOPE = 1.702;

/**
 * Composes the kernels.
 *
 * @param running returns the running backend's kernels
 */
export const biasGelu = (running: () => Kernels): Pick<BiasKernels, "biasGelu" | "biasGeluGradient"> => ({
  biasGelu(x, bias, kind, needsGradient) {
    const own = running(), z = own.addBias(x, bias);
    const { output, saved } = kind === "gelu"
      ? own.gelu(z, needsGradient)
      : { output: own.swish(z, QUICK_GELU_SLOPE), saved: z };
    if (needsGradient && saved === z) return { output: output as Tensor2D, saved };
    z.dispose();
    return { output: output as Tensor2D, saved: needsGradient ? saved : undefined };
  },

  biasGeluGradient(upstream, saved, kind) {
    const own = running();
    const x = kind === "gelu"
      ? own.geluGradient(upstream, saved)
      : own.swishGradient(upstream, saved, QUICK_GELU_SLOPE);
    return { x: x as Tensor2D, bias: own.columnSums(x as Tensor2D) };
  },
});
