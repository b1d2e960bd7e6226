import { explainFileError } from "./file_errors.ts";

/**
 * Returns whether a file or folder exists at a path.
 *
 * @throws {InputError} if the system does not tell, for example for lack of a permission
 */
export async function exists(path: string): Promise<boolean> {
  return await statOf(path) !== undefined;
}

/** Returns whether a folder exists at a path; see {@linkcode exists}. */
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
