/** Views of bytes as typed arrays, shared by the file formats. */

/** The arrays that numbers are kept in. */
export type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** A class of those, as far as views are concerned. */
export interface NumberArrayClass<T extends NumberArray = NumberArray> {
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

/**
 * Views bytes as numbers, without a copy where the address allows it.
 *
 * @param type the class of the numbers
 * @param bytes little-endian numbers; as many bytes as a whole number of elements takes
 * @returns an array that may share its buffer with `bytes`
 */
export function viewAs<T extends NumberArray>(type: NumberArrayClass<T>, bytes: Uint8Array): T {
  const aligned = bytes.byteOffset % type.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  return new type(aligned.buffer, aligned.byteOffset, aligned.byteLength / type.BYTES_PER_ELEMENT);
}

/** The bytes of an array, without a copy. */
export function bytesOf(data: NumberArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * How many elements a shape has.
 *
 * @param shape sizes of the dimensions
 * @returns the product, or undefined if a size is no count or the product is beyond 2^53
 */
export function elementCount(shape: readonly number[]): number | undefined {
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0)) return undefined;
  if (shape.includes(0)) return 0;
  let count = 1;
  for (const size of shape) {
    count *= size;
    if (!Number.isSafeInteger(count)) return undefined;
  }
  return count;
}

/** A shape as a person writes it: `[2, 3]`. */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}
