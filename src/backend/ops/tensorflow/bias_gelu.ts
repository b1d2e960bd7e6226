/** A bias and GELU: an operation of our own on a CPU where it is there, else one kernel after the other. */
import type { BiasKernels, Kernels } from "../kernels.ts";
import { hasOwnRows, ownRows } from "./own_rows.ts";

/** Builds the kernels for `Kernels`. */
export const biasGelu = (base: Kernels): Pick<BiasKernels, "biasGelu" | "biasGeluGradient"> => ({
  biasGelu: (x, ...rest) => (hasOwnRows(x) ? ownRows : base).biasGelu(x, ...rest),
  biasGeluGradient: (upstream, ...rest) =>
    (hasOwnRows(upstream) ? ownRows : base).biasGeluGradient(upstream, ...rest),
});
