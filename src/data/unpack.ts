/** Takes named files out of a `.tar.gz` archive, in one pass and without holding it in memory. */
import { join } from "@std/path";
import { InputError } from "../errors.ts";
import { writeAll } from "../io/atomic.ts";
import { explainFileError } from "../io/file_errors.ts";

const BLOCK = 512;

/** Hands out exactly so many bytes of a stream at a time. */
class ByteReader {
  #reader: ReadableStreamDefaultReader<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** The next piece, at most `limit` bytes; undefined at the end. */
  async piece(limit: number): Promise<Uint8Array | undefined> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      this.#rest = value;
    }
    const taken = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  }

  /** Passes `size` bytes on; whether there were as many. */
  async pass(size: number, to: (piece: Uint8Array) => Promise<void> | void): Promise<boolean> {
    for (let left = size; left > 0;) {
      const piece = await this.piece(left);
      if (piece === undefined) return false;
      await to(piece);
      left -= piece.length;
    }
    return true;
  }

  cancel(): Promise<void> {
    return this.#reader.cancel();
  }
}

interface Entry {
  readonly name: string;
  readonly size: number;
  readonly isFile: boolean;
}

/** Reads the header of an entry: POSIX ustar; undefined where it is none. */
const parseHeader = (block: Uint8Array): Entry | undefined => {
  const text = (start: number, length: number): string =>
    new TextDecoder().decode(block.subarray(start, start + length)).replace(/\0.*$/s, "");
  // The checksum counts its own field as spaces.
  const sum = block.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  const size = parseInt(text(124, 12).trim(), 8), prefix = text(257, 5) === "ustar" ? text(345, 155) : "";
  if (parseInt(text(148, 8).trim(), 8) !== sum || !Number.isSafeInteger(size) || size < 0) return undefined;
  const type = text(156, 1);
  return {
    name: prefix ? `${prefix}/${text(0, 100)}` : text(0, 100),
    size,
    isFile: type === "" || type === "0",
  };
};

const unpackEntries = async (
  reader: ByteReader,
  archive: string,
  wanted: ReadonlySet<string>,
  folder: string,
  onProgress: ((done: number, total: number) => void) | undefined,
): Promise<void> => {
  const missing = new Set(wanted), block = new Uint8Array(BLOCK);
  const cut = () => new InputError(`Cannot unpack ${archive}: it is cut off`);
  while (missing.size > 0) {
    let filled = 0;
    const whole = await reader.pass(BLOCK, (piece) => {
      block.set(piece, filled);
      filled += piece.length;
    });
    if ((!whole && filled === 0) || block.every((byte) => byte === 0)) break; // the end
    if (!whole) throw cut();
    const entry = parseHeader(block);
    if (entry === undefined) {
      throw new InputError(`Cannot unpack ${archive}: it is no tar archive, or damaged`);
    }
    const name = entry.name.replace(/^\.\//, ""), take = entry.isFile && missing.delete(name);
    if (take) {
      using file = await Deno.open(join(folder, name.split("/").at(-1)!), {
        write: true,
        create: true,
        truncate: true,
      });
      if (!await reader.pass(entry.size, (piece) => writeAll(file, piece))) throw cut();
      await file.sync();
      onProgress?.(wanted.size - missing.size, wanted.size);
    } else if (!await reader.pass(entry.size, () => {})) throw cut();
    if (!await reader.pass((BLOCK - entry.size % BLOCK) % BLOCK, () => {})) throw cut();
  }
  if (missing.size > 0) {
    throw new InputError(`Cannot unpack ${archive}: ${[...missing].join(", ")} is not in it`);
  }
};

/**
 * Unpacks some files of a `.tar.gz` archive into a folder; the folders within the archive are left out.
 *
 * @param archive the archive
 * @param names the wanted files by their full names in the archive; nothing else is written
 * @param folder where they go; it must exist
 * @param onProgress told how many of the files are done
 * @throws {InputError} if the archive is cut off, damaged or lacks a file, or if a file cannot be written
 */
export async function unpackTarGz(
  archive: string,
  names: readonly string[],
  folder: string,
  onProgress?: (done: number, total: number) => void,
): Promise<void> {
  try {
    const file = await Deno.open(archive);
    const reader = new ByteReader(file.readable.pipeThrough(new DecompressionStream("gzip")));
    try {
      await unpackEntries(reader, archive, new Set(names), folder, onProgress);
    } finally {
      await reader.cancel().catch(() => {});
    }
  } catch (error) {
    if (error instanceof TypeError) { // what DecompressionStream throws
      throw new InputError(`Cannot unpack ${archive}: it is no gzip file, cut off or damaged`, {
        cause: error,
      });
    }
    throw explainFileError(error, "unpack", archive);
  }
}
