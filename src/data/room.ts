/**
 * The front part of a room, or a new array where that is missing or too small.
 *
 * @param length bytes
 *
 * @example
 * ```ts
 * import { roomFor } from "./room.ts";
 *
 * const room = new Uint8Array(10);
 * console.assert(roomFor(6, room).buffer === room.buffer && roomFor(20, room).length === 20);
 * ```
 */
export const roomFor = (length: number, room?: Uint8Array): Uint8Array =>
  room !== undefined && room.length >= length ? room.subarray(0, length) : new Uint8Array(length);
