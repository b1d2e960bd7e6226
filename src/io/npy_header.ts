/**
 * Reads and writes the header of a `.npy` file: magic, version, and a Python dict literal of three entries.
 */
import { InputError } from "../errors.ts";

/** The header of a `.npy` file. */
export interface NpyHeader {
  /** The element type in NumPy's notation: byte order, kind and bytes, such as "<f4". */
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** The offset of the array's bytes. */
  readonly dataStart: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // "\x93NUMPY"
const MAX_DIMENSIONS = 64; // NumPy's own limit

const parseShape = (text: string): number[] | undefined => {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.at(-1) === "") parts.pop(); // "(3,)" and "()"
  if (parts.length > MAX_DIMENSIONS || !parts.every((part) => /^\d+L?$/.test(part))) return undefined;
  return parts.map((part) => Number(part.replace("L", ""))); // Python 2 wrote 3L
};

/**
 * Reads the header of a `.npy` file.
 *
 * @param bytes the file, at least its header
 * @param name its name in error messages
 * @returns its contents, not yet compared with the bytes that follow
 * @throws {InputError} on anything but a `.npy` header of version 1 to 3
 */
export function parseNpyHeader(bytes: Uint8Array, name: string): NpyHeader {
  const refuse = (fault: string): never => {
    throw new InputError(`Cannot read ${name}: ${fault}`);
  };
  if (bytes.length === 0) refuse("it is empty; a .npy file was expected");
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) {
    refuse('it is not a .npy file (it does not start with "\\x93NUMPY")');
  }
  const version = bytes[6] ?? 0, wide = version > 1;
  if (bytes.length < (wide ? 12 : 10)) refuse("it is cut off within the header of a .npy file");
  if (version < 1 || version > 3) refuse(`.npy version ${version}.${bytes[7]} is unknown; 1 to 3 are known`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true), start = wide ? 12 : 10;
  if (start + length > bytes.length) {
    refuse(`it is cut off: its header claims ${length} bytes, but only ${bytes.length - start} follow`);
  }
  const text = new TextDecoder(version === 3 ? "utf-8" : "latin1").decode(
    bytes.subarray(start, start + length),
  );
  const descr = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(text)?.[1];
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  const shapeText = /['"]shape['"]\s*:\s*\(([^)]*)\)/.exec(text)?.[1];
  if (descr === undefined && /['"]descr['"]\s*:\s*[[(]/.test(text)) {
    refuse("it holds records (a structured type); plain numbers were expected");
  }
  const shape = shapeText === undefined ? undefined : parseShape(shapeText);
  if (descr === undefined || order === undefined || shape === undefined) {
    const seen = JSON.stringify(text.trim().slice(0, 120));
    throw new InputError(
      `Cannot read ${name}: descr, fortran_order or shape is missing or damaged in ${seen}`,
    );
  }
  return { descr, fortranOrder: order === "True", shape, dataStart: start + length };
}

/** Formats the header of an array in C order, padded so that the data starts at a multiple of 64. */
export function formatNpyHeader(descr: string, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((10 + dict.length + 1) / 64) * 64 - 10;
  const header = new Uint8Array(10 + length);
  header.set([...MAGIC, 1, 0, length & 255, length >> 8]);
  header.set(new TextEncoder().encode(dict.padEnd(length - 1) + "\n"), 10);
  return header;
}
