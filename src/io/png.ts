/** A minimal PNG encoder (RGB, 8 bits). */
import { crc32, deflateSync } from "node:zlib";
import { UsageError } from "../errors.ts";

/**
 * Encodes an RGB picture as PNG.
 *
 * @param pixels uint8 [height, width, 3]
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param scale the enlargement of every pixel; 1 by default
 * @returns the bytes of the file
 * @throws {UsageError} if the sizes do not match the number of pixels
 *
 * @example
 * ```ts
 * import { encodePng } from "./png.ts";
 *
 * const red = encodePng(Uint8Array.of(255, 0, 0), 1, 1, 16); // a square of 16 pixels a side
 * console.assert(red[1] === 80 && red[2] === 78 && red[3] === 71); // "PNG"
 * ```
 */
export function encodePng(
  pixels: Uint8Array,
  width: number,
  height: number,
  scale = 1,
): Uint8Array<ArrayBuffer> {
  if (!(width >= 1 && height >= 1) || pixels.length !== width * height * 3) {
    throw new UsageError(
      `Cannot draw ${pixels.length} bytes as ${width}×${height} RGB pixels: give 3 bytes per pixel`,
    );
  }
  const outWidth = width * scale, outHeight = height * scale, stride = 1 + outWidth * 3;
  const raw = new Uint8Array(outHeight * stride); // each row begins with filter 0: none
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      const from = (Math.floor(y / scale) * width + Math.floor(x / scale)) * 3;
      raw.set(pixels.subarray(from, from + 3), y * stride + 1 + x * 3);
    }
  }
  const header = new Uint8Array(13), view = new DataView(header.buffer);
  view.setUint32(0, outWidth);
  view.setUint32(4, outHeight);
  header.set([8, 2, 0, 0, 0], 8); // 8 bits, RGB, deflate, no filter, not interlaced
  return concatenate([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(raw)),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

/** Encodes a PNG picture as a data URI. */
export function pngDataUri(png: Uint8Array): string {
  return `data:image/png;base64,${png.toBase64()}`;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length), view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
