/** The sigmoid's gradient in one pass. */
import type { ActivationKernels } from "../primitives.ts";
import { execute } from "./execute.ts";

export const activations: Partial<ActivationKernels> = {
  sigmoidGradient: (upstream, output) => execute("SigmoidGrad", [output, upstream]),
};
