/** Encodes TFRecord, the container of TensorBoard's files: lengths and bytes, each with a checksum. */

/** The table of CRC-32C (Castagnoli), reflected polynomial 0x82f63b78. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >>> 1 ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

/**
 * Computes the CRC-32C of some bytes.
 *
 * @example
 * ```ts
 * import { crc32c } from "./record.ts";
 *
 * console.assert(crc32c(new TextEncoder().encode("123456789")) === 0xe3069283);
 * ```
 */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crc >>> 8 ^ TABLE[(crc ^ byte) & 0xff]!;
  return ~crc >>> 0;
}

/** Computes TFRecord's checksum: rotated and shifted, as a plain CRC of data that contains CRCs is weak. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (crc >>> 15 | crc << 17) + 0xa282ead8 >>> 0;
}

/** Encodes a record: length (uint64), its checksum, the bytes, their checksum; all little-endian. */
export function record(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length + 16), view = new DataView(result.buffer);
  view.setBigUint64(0, BigInt(bytes.length), true);
  view.setUint32(8, maskedCrc(result.subarray(0, 8)), true);
  result.set(bytes, 12);
  view.setUint32(12 + bytes.length, maskedCrc(bytes), true);
  return result;
}
