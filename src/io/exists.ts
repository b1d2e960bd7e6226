import { explainFileError } from "./file_errors.ts";

/**
 * Whether there is a file or folder of this path.
 *
 * @throws {InputError} if the system does not say, e.g. for want of a permission
 */
export async function exists(path: string): Promise<boolean> {
  return await statOf(path) !== undefined;
}

/** As {@linkcode exists}, for a folder. */
export async function isFolder(path: string): Promise<boolean> {
  return (await statOf(path))?.isDirectory ?? false;
}

async function statOf(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw explainFileError(error, "read", path);
  }
}
