/** Space on disks: how much is free, how much a folder takes. */
import { statfs } from "node:fs/promises";
import { dirname, join } from "@std/path";
import { InputError } from "../../errors.ts";

/**
 * Makes sure that a folder's disk has space.
 *
 * @param folder the folder; it need not exist yet
 * @param gigabytes how much is needed
 * @throws {InputError} if there is less
 */
export async function needSpace(folder: string, gigabytes: number): Promise<void> {
  const free = await freeSpace(folder);
  if (free === undefined || free >= gigabytes * 1e9) return;
  throw new InputError(
    `Setting up needs ${gigabytes} GB in ${folder}, and ${(free / 1e9).toFixed(1)} GB are free: ` +
      "free some space, or set CBM_CACHE_DIR to a folder on another disk",
  );
}

/** Free bytes on the disk of a folder or of its nearest parent that exists; undefined if the system does not say. */
export async function freeSpace(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return Number(bavail) * Number(bsize);
  } catch (error) {
    const parent = dirname(folder);
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return missing && parent !== folder ? await freeSpace(parent) : undefined;
  }
}

/** Bytes that a file or a folder takes; what vanishes or cannot be read meanwhile counts nothing. */
export async function sizeOf(path: string): Promise<number> {
  try {
    const { isDirectory, size } = await Deno.lstat(path);
    if (!isDirectory) return size;
    let sum = 0;
    for await (const { name } of Deno.readDir(path)) sum += await sizeOf(join(path, name));
    return sum;
  } catch {
    return 0;
  }
}
