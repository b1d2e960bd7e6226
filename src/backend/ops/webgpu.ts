/** The kernels of the WebGPU backend. */
import type { KernelFactory } from "./kernels.ts";
import { images } from "./webgpu/normalize_and_mask.ts";

/** Builds the kernels of the webgpu backend. */
export const webgpuKernels: KernelFactory = () => images;
