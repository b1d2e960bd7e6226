/** What WebGPU does with programs of our own; everything else is stock. */
import type { Kernels } from "./kernels.ts";
import { images } from "./webgpu/normalize_and_mask.ts";

/** The overrides of the webgpu backend. */
export const webgpuKernels: Partial<Kernels> = { ...images };
