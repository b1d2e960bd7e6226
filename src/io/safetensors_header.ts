/**
 * Reads the header of a `.safetensors` file: its length (uint64), then JSON with the position of every
 * tensor.
 */
import { InputError } from "../errors.ts";
import { CLASSES, type Dtype, DTYPES } from "./safetensors_types.ts";
import { elementCount, formatShape } from "./typed_array.ts";

/** A tensor's entry; `start` and `end` are bytes from the start of the data. */
export interface HeaderEntry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** The contents of a header, checked against the size of the file. */
export interface SafetensorsHeader {
  /** The entries in the order of their bytes. */
  readonly entries: readonly HeaderEntry[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly dataStart: number;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined; // not UTF-8, not JSON, or nested beyond the stack
  }
};

/** Parses an entry, or returns a description of its fault. */
const parseEntry = (name: string, value: unknown, dataSize: number): HeaderEntry | string => {
  if (!isRecord(value)) return "its entry is not an object";
  const dtype = DTYPES.find((known) => known === value.dtype);
  if (dtype === undefined) {
    return `its type is ${JSON.stringify(value.dtype)}; supported are ${DTYPES.join(", ")}`;
  }
  const { shape, data_offsets: offsets } = value;
  if (!isCounts(shape)) return `its shape is ${JSON.stringify(shape)}, not a list of sizes`;
  if (!isCounts(offsets) || offsets.length !== 2) {
    return `its data_offsets are ${JSON.stringify(offsets)}, not [start, end]`;
  }
  const [start, end] = offsets as [number, number];
  if (start > end || end > dataSize) {
    return `its bytes ${start} to ${end} are not within the ${dataSize} bytes of data in the file`;
  }
  const count = elementCount(shape);
  if (count === undefined || count * CLASSES[dtype].BYTES_PER_ELEMENT !== end - start) {
    return `${dtype} ${formatShape(shape)} does not fit the ${end - start} bytes of its data_offsets`;
  }
  return { name, dtype, shape, start, end };
};

/**
 * Reads and checks the header of a `.safetensors` file.
 *
 * @param bytes the whole file, or its beginning with the complete header
 * @param name its name in error messages
 * @param size bytes of the whole file
 * @returns the positions of the tensors, and the metadata
 * @throws {InputError} naming the file, the tensor and the fault
 */
export function parseSafetensorsHeader(
  bytes: Uint8Array,
  name: string,
  size: number = bytes.length,
): SafetensorsHeader {
  const refuse = (fault: string): never => {
    throw new InputError(`Cannot read ${name}: ${fault}`);
  };
  if (bytes.length < 10) refuse(`it has ${bytes.length} bytes, too few for a .safetensors file`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true), dataStart = 8 + Number(length);
  if (bytes[8] !== 0x7b) refuse("it is not a .safetensors file (no JSON header after its first 8 bytes)");
  if (length > BigInt(bytes.length - 8)) {
    refuse(
      `it is cut off or damaged: its header claims ${length} bytes, but only ${bytes.length - 8} follow`,
    );
  }
  const json = parseJson(bytes.subarray(8, dataStart));
  if (!isRecord(json)) throw new InputError(`Cannot read ${name}: its header is not JSON`);
  const dataSize = size - dataStart, entries: HeaderEntry[] = [];
  const metadata: Record<string, string> = {};
  for (const [key, value] of Object.entries(json)) {
    if (key === "__metadata__") {
      if (!isRecord(value)) refuse("its __metadata__ is not an object of texts");
      Object.assign(metadata, value);
      continue;
    }
    const entry = parseEntry(key, value, dataSize);
    if (typeof entry === "string") refuse(`tensor "${key}": ${entry}`);
    else entries.push(entry);
  }
  if (!Object.values(metadata).every((text) => typeof text === "string")) {
    refuse("its __metadata__ is not an object of texts");
  }
  entries.sort((a, b) => a.start - b.start || a.end - b.end);
  let end = 0, previous = "";
  for (const entry of entries) {
    if (entry.start < end) {
      refuse(`tensors "${previous}" and "${entry.name}" overlap at byte ${entry.start} of the data`);
    }
    if (entry.start > end) {
      refuse(
        `bytes ${end} to ${entry.start} of the data belong to no tensor (a damaged header or duplicate name)`,
      );
    }
    end = entry.end;
    previous = entry.name;
  }
  if (end !== dataSize) refuse(`it has ${dataSize - end} bytes after its last tensor`);
  return { entries, metadata, dataStart };
}
