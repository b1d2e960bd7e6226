/** Takes files out of a `.tar` or `.tar.gz` archive, in one pass and without holding it in memory. */
import { dirname, join } from "@std/path";
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

/** What is to be done with the entries. */
interface Task {
  /** The path that a file goes to; undefined for what is not wanted. */
  target(name: string): string | undefined;
  /** Whether the rest of the archive need not be read. */
  finished(): boolean;
  /** Whether files are flushed to the disk one by one. */
  readonly flush: boolean;
  /** Told after every file how many bytes of the archive were read. */
  onFile?(done: number): void;
}

const unpackEntries = async (
  reader: ByteReader,
  archive: string,
  task: Task,
  bytesRead: () => number,
): Promise<void> => {
  const block = new Uint8Array(BLOCK);
  const cut = () => new InputError(`Cannot unpack ${archive}: it is cut off`);
  while (!task.finished()) {
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
    const path = entry.isFile ? task.target(entry.name.replace(/^\.\//, "")) : undefined;
    if (path !== undefined) {
      await Deno.mkdir(dirname(path), { recursive: true });
      using file = await Deno.open(path, { write: true, create: true, truncate: true });
      if (!await reader.pass(entry.size, (piece) => writeAll(file, piece))) throw cut();
      if (task.flush) await file.sync();
      task.onFile?.(bytesRead());
    } else if (!await reader.pass(entry.size, () => {})) throw cut();
    if (!await reader.pass((BLOCK - entry.size % BLOCK) % BLOCK, () => {})) throw cut();
  }
};

const unpackTask = async (archive: string, task: Task): Promise<void> => {
  try {
    const file = await Deno.open(archive);
    let bytesRead = 0;
    const counted = file.readable.pipeThrough(
      new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(piece, controller) {
          bytesRead += piece.length;
          controller.enqueue(piece);
        },
      }),
    );
    const packed = archive.endsWith(".gz");
    const reader = new ByteReader(packed ? counted.pipeThrough(new DecompressionStream("gzip")) : counted);
    try {
      await unpackEntries(reader, archive, task, () => bytesRead);
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
};

/**
 * Where a file below a folder of an archive belongs.
 *
 * @param name its full name in the archive
 * @param top the folder in the archive
 * @param folder stands for `top` on the disk
 * @returns its path; undefined if it is not below `top`
 * @throws {InputError} if the name leaves the folder
 */
export function placeInTree(name: string, top: string, folder: string): string | undefined {
  if (!name.startsWith(`${top}/`)) return undefined;
  const parts = name.slice(top.length + 1).split("/");
  if (parts.some((part) => part === ".." || part.includes("\\"))) {
    throw new InputError(`Cannot unpack ${JSON.stringify(name)}: it would leave the folder`);
  }
  return join(folder, ...parts);
}

/**
 * Unpacks a folder of a `.tar` or `.tar.gz` archive with everything in it.
 *
 * @param archive the archive
 * @param top the folder within the archive
 * @param folder what stands for it on the disk; it must exist
 * @param onProgress told how many bytes of the archive are done, of all
 * @throws {InputError} if the archive is cut off, damaged or lacks the folder, or if a file cannot be written
 */
export async function unpackTarTree(
  archive: string,
  top: string,
  folder: string,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<void> {
  let files = 0;
  const { size } = await Deno.stat(archive).catch((error) => {
    throw explainFileError(error, "unpack", archive);
  });
  await unpackTask(archive, {
    target(name) {
      const path = placeInTree(name, top, folder);
      if (path !== undefined) files++;
      return path;
    },
    onFile: (done) => onProgress(done, size),
    finished: () => false,
    flush: false, // a hundred thousand of them take minutes; the decoder finds a file that is cut off
  });
  if (files === 0) throw new InputError(`Cannot unpack ${archive}: the folder ${top} is not in it`);
}

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
  const missing = new Set(names);
  await unpackTask(archive, {
    target(name) {
      if (!missing.delete(name)) return undefined;
      onProgress?.(names.length - missing.size, names.length);
      return join(folder, name.split("/").at(-1)!);
    },
    finished: () => missing.size === 0,
    flush: true,
  });
  if (missing.size > 0) {
    throw new InputError(`Cannot unpack ${archive}: ${[...missing].join(", ")} is not in it`);
  }
}
