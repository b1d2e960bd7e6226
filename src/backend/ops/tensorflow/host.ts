/** Numbers from the host. */
import { tensorflowBackend } from "../../tensorflow.ts";
import type { HostKernels } from "../primitives.ts";
import { execute } from "./execute.ts";

export const host: HostKernels = {
  copyFromHost(values, shape) {
    const backend = tensorflowBackend(), dataId = backend.write(values, [...shape], "float32");
    // Where memory is aligned as TensorFlow likes it, its tensor shares the array's: an Identity would, too.
    const copy = execute("DeepCopy", [{ dataId, shape: [...shape], dtype: "float32" }]);
    backend.disposeData(dataId);
    return copy;
  },
};
