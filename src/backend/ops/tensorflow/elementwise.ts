/** Relu's gradient in one pass. */
import type { Kernels } from "../kernels.ts";
import { execute } from "./execute.ts";

export const elementwise = {
  relu: (x) => execute("Relu", [x]),
  reluGradient: (upstream, output) => execute("ReluGrad", [upstream, output]),
  add: (a, b) => execute("AddV2", [a, b]),
} satisfies Partial<Kernels>;
