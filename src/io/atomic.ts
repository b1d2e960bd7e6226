/**
 * Writes files atomically: a temporary file in the same folder is flushed to the disk and renamed over the
 * target. A reader never sees half a file, whatever stops the writer.
 *
 * @module
 */
import { basename, dirname, join } from "@std/path";
import { explainFileError } from "./file_errors.ts";

let counter = 0;

/**
 * Returns a new, short, hidden name beside a file; the process id and a counter keep concurrent writers
 * apart.
 */
export const temporaryName = (path: string): string =>
  join(dirname(path), `.${basename(path).slice(0, 100)}.${Deno.pid}-${++counter}.tmp`);

/** Writes and flushes a new file, and removes it if that fails. */
export async function writeNew(path: string, write: (file: Deno.FsFile) => Promise<void>): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const file = await Deno.open(path, { write: true, createNew: true });
  try {
    try {
      await write(file);
      await file.sync();
    } finally {
      file.close();
    }
  } catch (error) {
    await Deno.remove(path).catch(() => {});
    throw error;
  }
}

/**
 * Writes a file atomically through a callback, for contents that should not be held in memory at once.
 *
 * @param path the file to write; missing parent folders are created
 * @param write writes to the open temporary file
 * @throws {InputError} naming the path and the remedy if it cannot be written (read-only, full disk, a folder
 * in its place); an existing file is then unchanged and no temporary file is left
 */
export async function writeAtomically(
  path: string,
  write: (file: Deno.FsFile) => Promise<void>,
): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await writeNew(temporary, write);
    await renameOrRemove(temporary, path);
  } catch (error) {
    throw explainFileError(error, "write", path);
  }
}

async function renameOrRemove(temporary: string, path: string): Promise<void> {
  try {
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

/** Writes all bytes of an array, since a single write may take only a part of them. */
export async function writeAll(file: Deno.FsFile, data: Uint8Array): Promise<void> {
  for (let done = 0; done < data.length;) done += await file.write(data.subarray(done));
}

/**
 * Writes a file atomically.
 *
 * @param path the file to write; missing parent folders are created
 * @param data its contents; text is written as UTF-8
 * @throws {InputError} naming the path and the remedy if it cannot be written; an existing file is then
 * unchanged
 *
 * @example
 * ```ts
 * import { writeFileAtomic } from "./atomic.ts";
 *
 * const folder = await Deno.makeTempDir();
 * await writeFileAtomic(`${folder}/runs/1/note.txt`, "finished\n");
 * console.assert(await Deno.readTextFile(`${folder}/runs/1/note.txt`) === "finished\n");
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  await writeAtomically(path, (file) => writeAll(file, toBytes(data)));
}

export const toBytes = (data: string | Uint8Array): Uint8Array =>
  typeof data === "string" ? new TextEncoder().encode(data) : data;

/**
 * Writes a value as indented JSON with a final newline, atomically.
 *
 * @param path the file to write; missing parent folders are created
 * @param value any value that JSON can express
 * @throws {InputError} naming the path and the remedy if it cannot be written
 */
export async function writeJsonAtomic(path: string, value: unknown): Promise<void> {
  await writeFileAtomic(path, JSON.stringify(value, null, 2) + "\n");
}
