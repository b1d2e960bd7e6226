/**
 * Reads and writes NumPy's `.npy` files, versions 1 to 3: boolean, integer and floating-point arrays of
 * either byte order, in C or Fortran order. Headers are not trusted: the shape must match the number of bytes
 * before anything is allocated.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { writeAll, writeAtomically } from "./atomic.ts";
import { readFileBytes } from "./file_errors.ts";
import { decodeFloat16, encodeFloat16 } from "./half.ts";
import { formatNpyHeader, type NpyHeader, parseNpyHeader } from "./npy_header.ts";
import {
  bytesOf,
  elementCount,
  formatShape,
  type NumberArray,
  type NumberArrayClass,
  viewAs,
} from "./typed_array.ts";

/** An array in row-major (C) order. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: NumberArray;
  /**
   * The element type if the class of `data` does not determine it: "float16" (`data` is a Float32Array) or
   * "bool" (a Uint8Array of 0 and 1).
   */
  readonly dtype?: "float16" | "bool";
}

const CLASSES: Readonly<Record<string, NumberArrayClass>> = {
  b1: Uint8Array,
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  u8: BigUint64Array,
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  i8: BigInt64Array,
  f2: Uint16Array,
  f4: Float32Array,
  f8: Float64Array,
};

const reverseBytes = (bytes: Uint8Array, size: number): Uint8Array => {
  const result = new Uint8Array(bytes.length);
  for (let start = 0; start < bytes.length; start += size) {
    for (let k = 0; k < size; k++) result[start + k] = bytes[start + size - 1 - k]!;
  }
  return result;
};

/** Transposes elements of `size` bytes from column-major to row-major order. */
const transposeToC = (bytes: Uint8Array, shape: readonly number[], size: number): Uint8Array => {
  const result = new Uint8Array(bytes.length), index = new Array<number>(shape.length).fill(0);
  const strides: number[] = [];
  let stride = size;
  for (const length of shape) {
    strides.push(stride);
    stride *= length;
  }
  let from = 0;
  for (let to = 0; to < bytes.length; to += size) {
    for (let k = 0; k < size; k++) result[to + k] = bytes[from + k]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      index[axis]! += 1;
      if (index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
};

const checkLength = (header: NpyHeader, size: number, available: number, name: string): void => {
  const count = elementCount(header.shape);
  const expected = count === undefined ? Infinity : count * size;
  if (expected === available) return;
  const claim = `its header claims ${header.descr} ${formatShape(header.shape)}`;
  const bytes = Number.isSafeInteger(expected) ? `${expected} bytes` : "more than any file holds";
  const fault = expected > available ? "is cut off or its header is damaged" : "has bytes after its array";
  throw new InputError(`Cannot read ${name}: it ${fault}; ${claim}, ${bytes}, but ${available} bytes follow`);
};

/**
 * Reads an array from the contents of a `.npy` file.
 *
 * @param bytes the whole file
 * @param name its name in error messages
 * @returns the array in C order; float16 becomes float32, bool becomes 0 and 1; it may share the buffer of
 * `bytes`
 * @throws {InputError} on a file that is not `.npy`, truncated, of an unsupported type or damaged
 */
export function parseNpy(bytes: Uint8Array, name = "the .npy data"): NpyArray {
  const header = parseNpyHeader(bytes, name);
  const { shape, descr } = header, kind = descr.slice(1), type = CLASSES[kind];
  if (type === undefined || (descr[0] === "|" && !kind.endsWith("1"))) {
    const known = "bool, int8 … int64, uint8 … uint64, float16, float32 and float64";
    throw new InputError(
      `Cannot read ${name}: its elements have the unsupported type "${descr}"; supported are ${known}`,
    );
  }
  const size = type.BYTES_PER_ELEMENT;
  let content = bytes.subarray(header.dataStart);
  checkLength(header, size, content.length, name);
  if (descr[0] === ">" && size > 1) content = reverseBytes(content, size);
  if (header.fortranOrder && shape.length > 1) content = transposeToC(content, shape, size);
  const data = viewAs(type, content);
  if (kind === "f2" && data instanceof Uint16Array) {
    return { shape, data: decodeFloat16(data), dtype: "float16" };
  }
  return kind === "b1" ? { shape, data, dtype: "bool" } : { shape, data };
}

/** Returns the type in NumPy's notation; every machine that runs Deno is little-endian. */
const descrOf = ({ data, dtype }: NpyArray): string => {
  if (dtype === "bool") return "|b1";
  if (dtype === "float16") return "<f2";
  const size = data.BYTES_PER_ELEMENT, order = size === 1 ? "|" : "<";
  if (data instanceof Float32Array || data instanceof Float64Array) return `${order}f${size}`;
  const unsigned = data instanceof Uint8Array || data instanceof Uint16Array || data instanceof Uint32Array ||
    data instanceof BigUint64Array;
  return `${order}${unsigned ? "u" : "i"}${size}`;
};

const piecesOf = (array: NpyArray): [header: Uint8Array, content: Uint8Array] => {
  const { shape, data, dtype } = array;
  if (elementCount(shape) !== data.length) {
    throw new RangeError(`Cannot write ${data.length} elements as an array of shape ${formatShape(shape)}`);
  }
  const content = dtype === "float16" && data instanceof Float32Array ? encodeFloat16(data) : data;
  return [formatNpyHeader(descrOf(array), shape), bytesOf(content)];
};

/**
 * Formats an array as a `.npy` file (version 1.0, little-endian, C order), like NumPy.
 *
 * @param array the array
 * @returns the bytes of the file
 * @throws {RangeError} if the numbers of elements of the shape and the data differ
 *
 * @example
 * ```ts
 * import { formatNpy, parseNpy } from "./npy.ts";
 *
 * const bytes = formatNpy({ shape: [2, 2], data: new Float32Array([1, 2, 3, 4]) });
 * console.assert(parseNpy(bytes).shape.join() === "2,2");
 * ```
 */
export function formatNpy(array: NpyArray): Uint8Array {
  const [header, content] = piecesOf(array), bytes = new Uint8Array(header.length + content.length);
  bytes.set(header);
  bytes.set(content, header.length);
  return bytes;
}

/**
 * Reads a `.npy` file; see {@linkcode parseNpy}.
 *
 * @param path the file
 * @returns the array in C order
 * @throws {InputError} if it cannot be read or is damaged
 */
export async function readNpy(path: string): Promise<NpyArray> {
  return parseNpy(await readFileBytes(path), path);
}

/**
 * Writes a `.npy` file atomically.
 *
 * @param path the file
 * @param array the array
 * @throws {InputError} if it cannot be written
 */
export async function writeNpy(path: string, array: NpyArray): Promise<void> {
  const pieces = piecesOf(array);
  await writeAtomically(path, async (file) => {
    for (const piece of pieces) await writeAll(file, piece);
  });
}
