/** Hand-made zip archives, valid or with a single fault, and pickles to put in them. */
import { crc32 } from "node:zlib";

/** An entry; fields besides name and content are written to the directory even if they are wrong. */
export interface ArchiveEntry {
  readonly name: string;
  readonly content: Uint8Array | string;
  readonly method?: number;
  readonly flags?: number;
  readonly size?: number;
  readonly packed?: number;
  readonly checksum?: number;
  readonly start?: number;
}

const encoder = new TextEncoder();
const toBytes = (content: Uint8Array | string) =>
  typeof content === "string" ? encoder.encode(content) : content;

/** Little-endian fields: [value, bytes] each. */
function fields(...values: readonly (readonly [value: number, size: number])[]): Uint8Array {
  return Uint8Array.from(
    values.flatMap(([value, size]) =>
      Array.from({ length: size }, (_, k) => Number((BigInt(value) >> BigInt(8 * k)) & 255n))
    ),
  );
}

/** One after the other. */
export function joined(...parts: readonly (Uint8Array | string)[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...toBytes(part)]));
}

/** A zip archive of stored entries. */
export function archiveOf(entries: readonly ArchiveEntry[]): Uint8Array<ArrayBuffer> {
  const local: Uint8Array[] = [], directory: Uint8Array[] = [];
  let start = 0;
  for (const entry of entries) {
    const name = encoder.encode(entry.name), content = toBytes(entry.content);
    const { method = 0, flags = 0, size = content.length, packed = size, checksum = crc32(content) } = entry;
    const shared = [[20, 2], [flags, 2], [method, 2], [0, 4], [checksum, 4], [packed, 4], [size, 4]] as const;
    const names = [[name.length, 2], [0, 2]] as const;
    const whole = joined(fields([0x04034b50, 4], ...shared, ...names), name, content);
    directory.push(joined(
      fields([0x02014b50, 4], [20, 2], ...shared, ...names, [0, 2], [0, 2], [0, 2], [0, 4]),
      fields([entry.start ?? start, 4]),
      name,
    ));
    local.push(whole);
    start += whole.length;
  }
  const list = joined(...directory), count = entries.length;
  const end = fields([0x06054b50, 4], [0, 4], [count, 2], [count, 2], [list.length, 4], [start, 4], [0, 2]);
  return joined(...local, list, end);
}

/** An archive as torch.save lays it out: data.pkl, and one storage of float32. */
export function checkpointOf(
  pickle: Uint8Array | string,
  { storage = new Uint8Array(16), byteorder = "little", more = [] as readonly ArchiveEntry[] } = {},
): Uint8Array<ArrayBuffer> {
  return archiveOf([
    { name: "archive/data.pkl", content: pickle },
    { name: "archive/byteorder", content: byteorder },
    { name: "archive/data/0", content: storage },
    ...more,
  ]);
}

const text = (value: string) => joined("X", fields([value.length, 4]), value);
const counts = (values: readonly number[]) =>
  joined("(", ...values.map((value) => joined("J", fields([value, 4]))), "t");

/** The pickle of {"weight": a tensor of a storage of the given number of float32}. */
export function tensorPickle(
  { shape = [4], strides = [1], offset = 0, length = 4, type = "FloatStorage" } = {},
): Uint8Array<ArrayBuffer> {
  const storage = joined("(", text("storage"), `ctorch\n${type}\n`, text("0"), text("cpu"), counts([length]));
  // The length is a number, not a tuple: omit the marks around it.
  const id = joined(storage.subarray(0, storage.length - 7), storage.subarray(storage.length - 6));
  return joined(
    Uint8Array.of(0x80, 2),
    "}",
    text("weight"),
    "ctorch._utils\n_rebuild_tensor_v2\n",
    joined("(", id, "Q", "J", fields([offset, 4]), counts(shape), counts(strides)),
    joined(Uint8Array.of(0x89), "ccollections\nOrderedDict\n)Rt"),
    "Rs.",
  );
}
