/** The element types of `.safetensors` files. */
import type { NumberArrayClass } from "./typed_array.ts";

/** All element types, in the ascending order of the `safetensors` package. */
export const DTYPES = [
  "BOOL",
  "U8",
  "I8",
  "I16",
  "U16",
  "F16",
  "BF16",
  "I32",
  "U32",
  "F32",
  "F64",
  "I64",
  "U64",
] as const;

/** An element type. */
export type Dtype = (typeof DTYPES)[number];

/** The array classes of the elements in the file; F16 and BF16 as bit patterns. */
export const CLASSES: Readonly<Record<Dtype, NumberArrayClass>> = {
  BOOL: Uint8Array,
  U8: Uint8Array,
  I8: Int8Array,
  I16: Int16Array,
  U16: Uint16Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  I32: Int32Array,
  U32: Uint32Array,
  F32: Float32Array,
  F64: Float64Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
};
