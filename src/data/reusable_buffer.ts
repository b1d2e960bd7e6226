/**
 * Returns the front part of a buffer, or a new array if the buffer is missing or too small.
 *
 * @param length bytes
 *
 * @example
 * ```ts
 * import { reuseBuffer } from "./reusable_buffer.ts";
 *
 * const buffer = new Uint8Array(10), reused = reuseBuffer(6, buffer);
 * console.assert(reused.length === 6 && reused.buffer === buffer.buffer && reuseBuffer(20, buffer).length === 20);
 * ```
 */
export const reuseBuffer = (length: number, buffer?: Uint8Array): Uint8Array =>
  buffer !== undefined && buffer.length >= length ? buffer.subarray(0, length) : new Uint8Array(length);
