/**
 * Reads and writes `.safetensors` files: named tensors after a JSON header. The header is not trusted: every
 * tensor must lie within the file, and every byte must belong to exactly one tensor.
 *
 * Files are written like those of the `safetensors` package, with tensors ordered by descending type, then by
 * name, so that equal tensors give equal files.
 *
 * @module
 */
import { writeAll, writeAtomically } from "./atomic.ts";
import { readFileBytes } from "./file_errors.ts";
import { decodeBfloat16, decodeFloat16, encodeBfloat16, encodeFloat16 } from "./half.ts";
import { type HeaderEntry, parseSafetensorsHeader } from "./safetensors_header.ts";
import { CLASSES, type Dtype, DTYPES } from "./safetensors_types.ts";
import { bytesOf, elementCount, formatShape, type NumberArray, viewAs } from "./typed_array.ts";

export type { Dtype } from "./safetensors_types.ts";

/** A tensor and its type in the file. F16 and BF16 are held as float32, BOOL as 0 and 1. */
export interface TensorData {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: NumberArray;
}

/** The contents of a file. */
export interface Safetensors {
  /** The tensors in the order of their bytes in the file. */
  readonly tensors: Map<string, TensorData>;
  /** The free-text entries of the header. */
  readonly metadata: Readonly<Record<string, string>>;
}

const decode = ({ dtype, shape }: HeaderEntry, bytes: Uint8Array): TensorData => {
  const data = viewAs(CLASSES[dtype], bytes);
  if (dtype === "F16" && data instanceof Uint16Array) return { dtype, shape, data: decodeFloat16(data) };
  if (dtype === "BF16" && data instanceof Uint16Array) return { dtype, shape, data: decodeBfloat16(data) };
  return { dtype, shape, data };
};

const encode = (name: string, { dtype, shape, data }: TensorData): Uint8Array => {
  if (elementCount(shape) !== data.length) {
    throw new RangeError(
      `Tensor "${name}" has ${data.length} elements, but its shape is ${formatShape(shape)}`,
    );
  }
  if (dtype === "F16" && data instanceof Float32Array) return bytesOf(encodeFloat16(data));
  if (dtype === "BF16" && data instanceof Float32Array) return bytesOf(encodeBfloat16(data));
  if (!(data instanceof CLASSES[dtype]) || dtype === "F16" || dtype === "BF16") {
    throw new TypeError(
      `Tensor "${name}" of type ${dtype} cannot be written from a ${data.constructor.name}`,
    );
  }
  return bytesOf(data);
};

/**
 * Reads the contents of a `.safetensors` file.
 *
 * @param bytes the whole file
 * @param name its name in error messages
 * @returns tensors and metadata; the tensors may share the buffer of `bytes`
 * @throws {InputError} on a truncated or damaged file, naming the tensor
 */
export function parseSafetensors(bytes: Uint8Array, name = "the .safetensors data"): Safetensors {
  const { entries, metadata, dataStart } = parseSafetensorsHeader(bytes, name);
  const tensors = new Map<string, TensorData>();
  for (const entry of entries) {
    tensors.set(entry.name, decode(entry, bytes.subarray(dataStart + entry.start, dataStart + entry.end)));
  }
  return { tensors, metadata };
}

const piecesOf = (
  tensors: ReadonlyMap<string, TensorData>,
  metadata: Readonly<Record<string, string>> | undefined,
): Uint8Array[] => {
  const order = [...tensors].sort(([nameA, a], [nameB, b]) =>
    DTYPES.indexOf(b.dtype) - DTYPES.indexOf(a.dtype) || (nameA < nameB ? -1 : 1)
  );
  const contents = order.map(([name, tensor]) => encode(name, tensor));
  let offset = 0;
  // Assembled by hand, because an object would move names such as "0" to the front.
  const entries = order.map(([name, { dtype, shape }], i) => {
    const start = offset;
    offset += contents[i]!.length;
    return `${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [start, offset] })}`;
  });
  if (metadata !== undefined) entries.unshift(`"__metadata__":${JSON.stringify(metadata)}`);
  const json = new TextEncoder().encode(`{${entries.join(",")}}`);
  const header = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(0x20); // padded with spaces
  new DataView(header.buffer).setBigUint64(0, BigInt(header.length - 8), true);
  header.set(json, 8);
  return [header, ...contents];
};

/**
 * Formats tensors as a `.safetensors` file.
 *
 * @param tensors the tensors by name; F16 and BF16 are rounded from float32 to nearest even
 * @param metadata free-text entries for the header, such as { format: "pt" }
 * @returns the bytes of the file, independent of the order of the map
 * @throws {RangeError | TypeError} if data, shape and type of a tensor do not match
 *
 * @example
 * ```ts
 * import { formatSafetensors, parseSafetensors } from "./safetensors.ts";
 *
 * const weight = { dtype: "F32" as const, shape: [2], data: new Float32Array([0.5, -1]) };
 * const bytes = formatSafetensors(new Map([["linear.bias", weight]]));
 * console.assert(parseSafetensors(bytes).tensors.get("linear.bias")?.data[1] === -1);
 * ```
 */
export function formatSafetensors(
  tensors: ReadonlyMap<string, TensorData>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  const pieces = piecesOf(tensors, metadata);
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}

/**
 * Reads the tensors of a `.safetensors` file.
 *
 * @param path the file
 * @returns the tensors by name, in the order of their bytes in the file
 * @throws {InputError} if it cannot be read or is damaged
 */
export async function readSafetensors(path: string): Promise<Map<string, TensorData>> {
  return parseSafetensors(await readFileBytes(path), path).tensors;
}

/**
 * Writes a `.safetensors` file atomically.
 *
 * @param path the file
 * @param tensors the tensors by name
 * @param metadata free-text entries for the header
 * @throws {InputError} if it cannot be written
 */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, TensorData>,
  metadata?: Readonly<Record<string, string>>,
): Promise<void> {
  const pieces = piecesOf(tensors, metadata);
  await writeAtomically(path, async (file) => {
    for (const piece of pieces) await writeAll(file, piece);
  });
}
