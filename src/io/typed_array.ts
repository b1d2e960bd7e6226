/** Views bytes as typed arrays, for all file formats. */

/** A typed array of numbers. */
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

/** The part of a typed array's class that creates views. */
export interface NumberArrayClass<T extends NumberArray = NumberArray> {
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

/**
 * Views bytes as numbers, without copying if they are aligned.
 *
 * @param type the class of the numbers
 * @param bytes the bytes of a whole number of little-endian elements
 * @returns an array that may share its buffer with `bytes`
 */
export function viewAs<T extends NumberArray>(type: NumberArrayClass<T>, bytes: Uint8Array): T {
  const aligned = bytes.byteOffset % type.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  return new type(aligned.buffer, aligned.byteOffset, aligned.byteLength / type.BYTES_PER_ELEMENT);
}

/** Returns the bytes of an array without copying them. */
export function bytesOf(data: NumberArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Counts the elements of a shape.
 *
 * @param shape sizes of the dimensions
 * @returns the product, or undefined if a size is not a whole number ≥ 0 or the product exceeds 2^53
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

/** Formats a shape as `[2, 3]`. */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}
