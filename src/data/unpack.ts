/** Takes files out of a `.tar` or `.tar.gz` archive, in one pass and without holding it in memory. */
import { dirname, join } from "@std/path";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { DecompressionStream } from "node:stream/web"; // the global one, with Node's types
// @ts-types="npm:@types/tar-stream@3.1.5"
import { extract } from "tar-stream";
import { InputError } from "../errors.ts";
import { writeAll } from "../io/atomic.ts";
import { explainFileError } from "../io/file_errors.ts";

/** Options of unpacking. Links and devices are never made. */
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

const unpackTask = async (archive: string, task: Task): Promise<void> => {
  const source = createReadStream(archive), entries = extract({ allowUnknownFormat: true });
  const reading = pipeline(
    archive.endsWith(".gz") ? [source, new DecompressionStream("gzip"), entries] : [source, entries],
  );
  reading.catch(() => {}); // the loop throws as well
  try {
    for await (const entry of entries) {
      const { name, type, size = NaN } = entry.header;
      if (!Number.isSafeInteger(size) || size < 0) {
        throw new InputError(`Cannot unpack ${archive}: ${DAMAGED}`);
      }
      const path = type === "file" ? task.target(name.replace(/^\.\//, "")) : undefined;
      if (path === undefined) {
        entry.resume();
        continue;
      }
      await Deno.mkdir(dirname(path), { recursive: true });
      using file = await Deno.open(path, { write: true, create: true, truncate: true });
      for await (const piece of entry) await writeAll(file, piece);
      if (task.flush) await file.sync();
      task.onFile?.(source.bytesRead);
      if (task.finished()) break;
    }
  } catch (error) {
    // The file that was being read says only that; the pipeline says why.
    const isAborted = error instanceof Error && "code" in error && error.code === "STREAM_DESTROYED";
    throw explain(isAborted ? await reading.catch((cause) => cause) : error, archive);
  } finally {
    await reading.catch(() => {});
  }
};

const DAMAGED = "it is not a tar archive or is damaged";

/** Says what is wrong with an archive, from what its readers throw. */
function explain(error: unknown, archive: string): unknown {
  if (!(error instanceof Error)) return error;
  const fault = error instanceof TypeError // what DecompressionStream throws
    ? "it is not a gzip file, or is cut off or damaged"
    : /^Unexpected end of data/.test(error.message)
    ? "it is cut off"
    : /^Invalid tar header/.test(error.message)
    ? DAMAGED
    : undefined;
  if (fault === undefined) return explainFileError(error, "unpack", archive);
  return new InputError(`Cannot unpack ${archive}: ${fault}`, { cause: error });
}

/**
 * Returns the target path of a file below a folder of an archive.
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
