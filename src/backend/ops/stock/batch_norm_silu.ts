/** Batch normalisation and SiLU, each by the running backend's kernel. */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Kernels } from "../kernels.ts";

const NO_TAIL = { relu: false, residual: undefined } as const;

/**
 * Composes both kernels.
 *
 * @param running returns the running backend's kernels
 */
export const batchNormSilu = (
  running: () => Kernels,
): Pick<Kernels, "batchNormSiluTraining" | "batchNormSiluGradient"> => ({
  batchNormSiluTraining(x, weight, bias, epsilon) {
    const { output, saved, ...statistics } = running().batchNormTraining(x, weight, bias, epsilon, NO_TAIL);
    return { ...statistics, output: running().swish(output, 1) as Tensor4D, saved: [output, ...saved] };
  },

  batchNormSiluGradient(upstream, { saved: [normalized, ...saved], ...context }) {
    const output = normalized as Tensor4D;
    const gradient = running().swishGradient(upstream, output, 1) as Tensor4D;
    const result = running().batchNormGradient(gradient, { ...context, ...NO_TAIL, output, saved });
    gradient.dispose();
    return result;
  },
});
