/** Disk space: free, and used by a folder. */
import { dirname, join } from "@std/path";
import { statfs } from "node:fs/promises";

/**
 * Returns the free bytes on the disk of a folder or of its nearest existing parent; undefined if the system does not
 * say.
 */
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

/** Returns the bytes of a file or a folder; files that vanish or cannot be read count as 0. */
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
