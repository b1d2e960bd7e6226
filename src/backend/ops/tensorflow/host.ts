/** Transfer from the host. */
import type { HostKernels } from "../kernels.ts";
import { execute } from "./execute.ts";
import { tensorflowBackend } from "./session.ts";

export const host: HostKernels = {
  copyFromHost(values, shape) {
    const backend = tensorflowBackend(), dataId = backend.write(values, [...shape], "float32");
    // Where memory is aligned as TensorFlow likes it, its tensor shares the array's: an Identity would, too.
    const copy = execute("DeepCopy", [{ dataId, shape: [...shape], dtype: "float32" }]);
    backend.disposeData(dataId);
    return copy;
  },
};
