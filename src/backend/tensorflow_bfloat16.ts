/**
 * Lets results of type bfloat16 through the package's backend.
 *
 * TensorFlow.js has no such type, and the backend refuses it. Here such a tensor passes as float32 to TensorFlow.js,
 * while TensorFlow, which keeps the memory, knows better. So it can go from one operation called by name to the next
 * (`execute`), but stock functions such as `tf.mul` and reading its values fail: cast it to float32 first.
 *
 * @module
 */
import type { DataId, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js";
import type { TensorMetadata } from "@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js";

/** TensorFlow's number of the type. */
export const BFLOAT16 = 14;

const found = new WeakSet<DataId>();

/** Whether a tensor of the tensorflow backend is in truth of type bfloat16. */
export function isBfloat16(tensor: TensorInfo): boolean {
  return found.has(tensor.dataId);
}

/** Makes a backend take results of type bfloat16. */
export function admitBfloat16(backend: NodeJSKernelBackend): void {
  const create: (metadata: TensorMetadata) => Tensor = backend["createOutputTensor"].bind(backend);
  backend["createOutputTensor"] = (metadata: TensorMetadata): Tensor => {
    if (metadata.dtype !== BFLOAT16) return create(metadata);
    const tensor = create({ ...metadata, dtype: backend.binding.TF_FLOAT });
    found.add(tensor.dataId);
    return tensor;
  };
}
