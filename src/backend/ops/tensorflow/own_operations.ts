/** Whether operations of our own can be called: `src/backend/native`, which set-up builds for CPUs. */
import { tensorflowBackend, tensorflowHasOwnOperations } from "../../tensorflow.ts";

/** Whether the addon has them, and TensorFlow computes on a CPU. */
export const hasOwnOperations = (): boolean =>
  tensorflowHasOwnOperations() && !tensorflowBackend().isUsingGpuDevice;
