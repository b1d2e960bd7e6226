import { dirname, join, resolve } from "@std/path";
import { InputError } from "../errors.ts";
import { exists, isFolder } from "./exists.ts";
import { explainFileError } from "./file_errors.ts";

/**
 * Tries whether a file could be written, before hours are spent on what belongs into it. Nothing stays of the try.
 *
 * @param path the file; missing parent folders would be made, so the first that is there is looked at
 * @throws {InputError} naming the path and the remedy if it could not
 */
export async function checkWritable(path: string): Promise<void> {
  let folder = dirname(resolve(path));
  while (!await exists(folder)) folder = dirname(folder);
  const probe = join(folder, `.cbm-${Deno.pid}-${crypto.randomUUID()}.tmp`);
  try {
    if (await isFolder(path)) {
      throw new InputError(`Cannot write ${path}: it is a folder, where a file is needed`);
    }
    (await Deno.open(probe, { write: true, createNew: true })).close();
    await Deno.remove(probe);
  } catch (error) {
    throw explainFileError(error, "write", path);
  }
}
