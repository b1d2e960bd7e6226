import { explainFileError } from "./file_errors.ts";

/**
 * Whether there is a file or folder of this path.
 *
 * @throws {InputError} if the system does not say, e.g. for want of a permission
 */
export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw explainFileError(error, "read", path);
  }
}
