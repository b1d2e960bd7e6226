import { dirname, join, resolve } from "@std/path";
import { InputError } from "../errors.ts";
import { exists, isFolder } from "./exists.ts";
import { explainFileError } from "./file_errors.ts";

/**
 * Checks that a file can be written, before hours are spent on computing its contents. The check leaves no
 * trace.
 *
 * @param path the file; missing parent folders would be created, so the nearest existing one is tried
 * @throws {InputError} naming the path and the remedy if it cannot be written
 */
export async function checkWritable(path: string): Promise<void> {
  let folder = dirname(resolve(path));
  while (!await exists(folder)) folder = dirname(folder);
  const probe = join(folder, `.cbm-${Deno.pid}-${crypto.randomUUID()}.tmp`);
  try {
    if (await isFolder(path)) {
      throw new InputError(`Cannot write ${path}: it is a folder, but a file is needed`);
    }
    (await Deno.open(probe, { write: true, createNew: true })).close();
    await Deno.remove(probe);
  } catch (error) {
    throw explainFileError(error, "write", path);
  }
}
