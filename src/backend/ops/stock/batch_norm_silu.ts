/** Batch normalisation and SiLU, each by the running backend's primitive. */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { type Kernels, kernels } from "../kernels.ts";

const NO_TAIL = { relu: false, residual: undefined } as const;

export const batchNormSilu: Pick<Kernels, "batchNormSiluTraining" | "batchNormSiluGradient"> = {
  batchNormSiluTraining(x, weight, bias, epsilon) {
    const { output, saved, ...statistics } = kernels().batchNormTraining(x, weight, bias, epsilon, NO_TAIL);
    return { ...statistics, output: kernels().swish(output, 1) as Tensor4D, saved: [output, ...saved] };
  },

  batchNormSiluGradient(upstream, { saved: [normalized, ...saved], ...context }) {
    const output = normalized as Tensor4D;
    const gradient = kernels().swishGradient(upstream, output, 1) as Tensor4D;
    const result = kernels().batchNormGradient(gradient, { ...context, ...NO_TAIL, output, saved });
    gradient.dispose();
    return result;
  },
};
