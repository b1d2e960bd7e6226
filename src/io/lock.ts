/** A lock for one process at a time, which the operating system frees when its holder ends in any way. */
import { join } from "@std/path";
import { explainFileError } from "./file_errors.ts";

/**
 * Runs a function while holding a folder's lock.
 *
 * @param folder the folder of the lock file; created if missing
 * @param onWait called before waiting if another process holds the lock
 * @param work the function
 * @returns what `work` returned
 * @throws {InputError} if the lock file cannot be written
 */
export async function withLock<T>(folder: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const path = join(folder, ".lock");
    using file = await openLock(folder, path);
    if (!await file.tryLock(true)) {
      onWait();
      await file.lock(true);
    }
    // The previous holder may have removed the folder; then this lock is on a file that nobody else can see.
    if (await sameFile(file, path)) return await work();
  }
}

async function openLock(folder: string, path: string): Promise<Deno.FsFile> {
  try {
    await Deno.mkdir(folder, { recursive: true });
    return await Deno.open(path, { write: true, create: true });
  } catch (error) {
    throw explainFileError(error, "write", path);
  }
}

async function sameFile(file: Deno.FsFile, path: string): Promise<boolean> {
  try {
    const [here, there] = await Promise.all([file.stat(), Deno.stat(path)]);
    return here.ino === there.ino && here.dev === there.dev;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
