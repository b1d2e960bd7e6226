/**
 * Support for 16-bit results in the package's backend.
 *
 * TensorFlow.js has no such types, and the backend rejects them. Here TensorFlow.js sees such a tensor as
 * float32, while TensorFlow, which holds the memory, knows its true type. So operations called by name
 * (`execute`) can pass it on, but stock functions such as `tf.mul` and reading its values fail: cast it to
 * float32 first.
 *
 * @module
 */
import type { DataId, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js";
import type { TensorMetadata } from "@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js";
import type { HalfType } from "./ops/kernels.ts";

/** TensorFlow's numbers of the types. */
export const HALF_TYPES: Readonly<Record<HalfType, number>> = { bfloat16: 14, float16: 19 };

const found = new WeakMap<DataId, HalfType>();

/** Returns the 16-bit type of a tensor of the tensorflow backend; undefined for other types. */
export function halfTypeOf(tensor: TensorInfo): HalfType | undefined {
  return found.get(tensor.dataId);
}

/** Makes a backend accept results of the 16-bit types. */
export function admitHalf(backend: NodeJSKernelBackend): void {
  const create: (metadata: TensorMetadata) => Tensor = backend["createOutputTensor"].bind(backend);
  const types = Object.keys(HALF_TYPES) as HalfType[];
  backend["createOutputTensor"] = (metadata: TensorMetadata): Tensor => {
    const type = types.find((name) => HALF_TYPES[name] === metadata.dtype);
    if (type === undefined) return create(metadata);
    const tensor = create({ ...metadata, dtype: backend.binding.TF_FLOAT });
    found.set(tensor.dataId, type);
    return tensor;
  };
}
