/** Numbers from the host. */
import { tensorflowBackend } from "../../tensorflow.ts";
import type { HostKernels } from "../primitives.ts";
import { execute } from "./execute.ts";

export const host: HostKernels = {
  copyFromHost(values, shape) {
    const backend = tensorflowBackend(), dataId = backend.write(values, [...shape], "float32");
    // The first operation makes TensorFlow's copy; this one does nothing else.
    const copy = execute("Identity", [{ dataId, shape: [...shape], dtype: "float32" }]);
    backend.disposeData(dataId);
    return copy;
  },
};
