/** Reads the size of a JPEG or PNG file from its header, without decoding it. */
import { InputError } from "../errors.ts";
import { explainFileError } from "./file_errors.ts";

/** The size of an image in pixels. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** Returns whether a marker starts a JPEG's frame header: SOF0 … SOF15 without DHT, JPG and DAC. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function pngSize(view: DataView): ImageSize | undefined {
  if (view.byteLength < 24 || view.getUint32(0) !== 0x89504e47) return undefined;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function jpegSize(view: DataView): ImageSize | undefined {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (isFrame(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** The number of bytes read first, which contain most headers. */
const HEAD = 64 * 2 ** 10;

/**
 * Reads the size of an image file.
 *
 * @param path a JPEG or PNG file
 * @throws {InputError} if it is missing or has no such header
 */
export async function imageFileSize(path: string): Promise<ImageSize> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    using file = await Deno.open(path);
    const head = new Uint8Array(HEAD), count = await file.read(head) ?? 0;
    bytes = head.subarray(0, count);
  } catch (error) {
    throw explainFileError(error, "read", path);
  }
  const sizeIn = (data: Uint8Array<ArrayBuffer>) => {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    return pngSize(view) ?? jpegSize(view);
  };
  const size = sizeIn(bytes) ?? (bytes.length === HEAD ? sizeIn(await Deno.readFile(path)) : undefined);
  if (size === undefined) {
    throw new InputError(`Cannot read the size of ${path}: it is not a JPEG or PNG file`);
  }
  return size;
}
